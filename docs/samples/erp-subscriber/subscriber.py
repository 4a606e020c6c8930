#!/usr/bin/env python3
"""Posts Ledger's documents into an ERP and tells Ledger so. The "ERP" is a SQLite file; put yours in its place.

Whatever ends when, each document is posted once, and the word about it reaches Ledger:
1. the document is posted under its reference, and the word about it is kept, in one transaction of the ERP;
2. the word is published, and the broker confirms it;
3. only then the delivery is acknowledged: after a crash before that it comes again, and 1. finds what is there.
"""
import argparse
import json
import signal
import sqlite3
import sys
import time
import uuid
from datetime import datetime, timezone

import pika
from pika.exceptions import AMQPError

EXCHANGE = "ledger.erp"
ACKNOWLEDGEMENTS = uuid.UUID("6f0c2c9e-8d5f-5b0a-9d5e-2f1f5b7d3c11")  # A namespace of your own: uuidgen.


class Erp:
    """The ERP: one table of documents, one row for each reference."""

    def __init__(self, path):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = full")
        self.db.execute("pragma busy_timeout = 10000")
        self.db.execute(
            "create table if not exists document (number integer primary key autoincrement, reference text not null unique,"
            " payload_hash text not null, date text not null, body text not null)")
        self.db.execute("create table if not exists word (id text primary key, body text not null)")

    def take(self, message, actor):
        """Posts a document unless it is there, and gives the word about it: the same one each time it is asked."""
        word_id = str(uuid.uuid5(ACKNOWLEDGEMENTS, message["eventId"]))
        with self.db:  # Commits, or rolls back what failed.
            self.db.execute("begin immediate")
            kept = self.db.execute("select body from word where id = ?", (word_id,)).fetchone()
            body = kept[0] if kept else json.dumps(self._post(message, word_id, actor))
            if not kept:
                self.db.execute("insert into word values (?, ?)", (word_id, body))
            return json.loads(body)

    def _post(self, message, word_id, actor):
        word = {
            "acknowledgementId": word_id, "target": message["target"], "reference": message["reference"],
            "payloadHash": message["payloadHash"], "actor": actor, "saidAt": datetime.now(timezone.utc).isoformat(),
        }
        document = message["document"]
        try:
            check(document)
            self.db.execute(
                "insert into document (reference, payload_hash, date, body) values (?, ?, ?, ?) on conflict do nothing",
                (message["reference"], message["payloadHash"], document["date"], json.dumps(document)))
        except ValueError as refused:
            return {**word, "status": "rejected", "message": str(refused)}
        number, payload_hash, date = self.db.execute(
            "select number, payload_hash, date from document where reference = ?", (message["reference"],)).fetchone()
        if payload_hash != message["payloadHash"]:
            return {**word, "status": "rejected", "message": f"Document {number} of this reference says something else."}
        return {**word, "status": "posted", "documentNumber": f"JE-{number}", "erpId": str(number), "postedDate": date}


def check(document):
    """What this ERP refuses, as a ValueError in its own words. Amounts are whole minor units: never make floats of them."""
    totals = {}
    for line in document["lines"]:
        currency, units = line["amount"]["currency"], line["amount"]["minorUnits"]
        totals[currency] = totals.get(currency, 0) + (units if line["side"] == "Debit" else -units)
    if any(totals.values()):
        raise ValueError(f"The document does not balance: {totals}")


def on_message(channel, method, properties, body, erp, target, actor):
    try:
        message = json.loads(body)
        # Moves without a document are news for whoever watches; only a document is to be posted.
        word = erp.take(message, actor) if message.get("document") and message["target"] == target else None
    except (ValueError, KeyError, TypeError, AttributeError) as unreadable:
        print(f"not as documented, set aside: {unreadable!r}", file=sys.stderr, flush=True)
        channel.basic_reject(method.delivery_tag, requeue=False)
        return
    if word:
        publish(channel, word, properties.headers or {})
        print(f"{word['reference']} {word['status']} {word.get('documentNumber', word.get('message', ''))}", flush=True)
    channel.basic_ack(method.delivery_tag)


def publish(channel, word, came_with):
    """Returns when the broker has confirmed it; raises when it did not, or had no queue for it."""
    headers = {
        "cloudEvents_specversion": "1.0", "cloudEvents_id": word["acknowledgementId"],
        "cloudEvents_source": f"/ledger/erp/{word['target']}/outside", "cloudEvents_type": "ledger.erp.acknowledgement.v1",
        "cloudEvents_subject": word["reference"], "cloudEvents_time": word["saidAt"],
    }
    headers.update((name, came_with[name]) for name in ("traceparent", "tracestate") if name in came_with)
    channel.basic_publish(
        EXCHANGE, f"acknowledgement.{word['target']}", json.dumps(word), mandatory=True, properties=pika.BasicProperties(
            message_id=word["acknowledgementId"], content_type="application/json", delivery_mode=2, headers=headers))


def subscribe(parameters, queue, target, erp, actor):
    """Runs until the connection is lost or the program is told to stop."""
    with pika.BlockingConnection(parameters) as connection, connection.channel() as channel:
        # Ledger declares the exchange too, and the same; a queue of your own keeps what comes while you are away.
        channel.exchange_declare(EXCHANGE, "topic", durable=True)
        channel.queue_declare(f"{queue}.dead-letter", durable=True, arguments={"x-queue-type": "quorum"})
        channel.queue_declare(queue, durable=True, arguments={
            "x-queue-type": "quorum", "x-dead-letter-exchange": "", "x-dead-letter-routing-key": f"{queue}.dead-letter"})
        channel.queue_bind(queue, EXCHANGE, f"erp.document-accepted.{target}")
        channel.confirm_delivery()
        channel.basic_qos(prefetch_count=20)
        for method, properties, body in channel.consume(queue, inactivity_timeout=1):
            if stopping:
                return
            if method is not None:
                on_message(channel, method, properties, body, erp, target, actor)


stopping = []


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--broker", required=True, help="amqp://user:password@host:port/vhost")
    options.add_argument("--target", required=True, help="name of the target in Ledger's file of targets, of kind 'outside'")
    options.add_argument("--erp", required=True, help="file of the SQLite database that plays the ERP")
    options.add_argument("--actor", default="erp-subscriber", help="who says it")
    given = options.parse_args()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.append(True))
    parameters, erp, wait = pika.URLParameters(given.broker), Erp(given.erp), 1
    while not stopping:
        began = time.monotonic()
        try:
            subscribe(parameters, f"erp.{given.target}", given.target, erp, given.actor)
        except (AMQPError, sqlite3.Error, OSError) as lost:
            wait = 1 if time.monotonic() - began > 60 else min(wait * 2, 30)
            print(f"{type(lost).__name__}: {lost}; again in {wait} s", file=sys.stderr, flush=True)
            time.sleep(wait)


if __name__ == "__main__":
    main()
