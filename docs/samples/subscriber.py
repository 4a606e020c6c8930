#!/usr/bin/env python3
"""Adds up captured amounts per currency from Ledger's payment facts: what any subscriber must do, in any language.

Whatever ends when, each fact counts once:
1. the fact is put into an inbox under its eventId, and the sum moves, in one transaction of this program's own database;
2. only then the delivery is acknowledged: after a crash before that it comes again, and 1. finds it in the inbox.
"""
import argparse
import json
import re
import signal
import sqlite3
import sys
import time

import pika
from pika.exceptions import AMQPError

EXCHANGE = "ledger.payments"
BINDING = "payment.capture-succeeded.*"  # Not payment.#: what is not wanted need not come.
TYPE = re.compile(r"ledger\.payment\.([a-z-]+)\.v(\d+)")
MAJOR = {1}  # The versions that this program reads; where Ledger sends 2, it will read 1 and 2 for a while.


class Inbox:
    """What has been seen, and what it came to."""

    def __init__(self, path):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = full")
        self.db.execute("pragma busy_timeout = 10000")
        self.db.execute(
            "create table if not exists inbox (event_id text primary key, type text not null, payment_id text not null, body text not null)")
        self.db.execute(
            "create table if not exists total (currency text primary key, captures integer not null, minor_units integer not null)")

    def take(self, event_type, fact):
        """True when the fact is new. Fact and sum are committed together, or neither is."""
        gross = fact["amounts"].get("gross")
        with self.db:  # Commits, or rolls back what failed.
            self.db.execute("begin immediate")
            new = self.db.execute(
                "insert into inbox values (?, ?, ?, ?) on conflict do nothing",
                (fact["eventId"], event_type, fact["paymentId"], json.dumps(fact))).rowcount == 1
            if new and gross is not None:  # Whole minor units: never make a float of them.
                self.db.execute(
                    "insert into total values (?, 1, ?) on conflict (currency) do update"
                    " set captures = captures + 1, minor_units = minor_units + excluded.minor_units",
                    (gross["currency"], gross["minorUnits"]))
        return new


def messages(properties, body):
    """(type, data) of each message in a delivery: one with its attributes in headers, one with all in the body, or a bundle."""
    content_type = (properties.content_type or "").lower()
    if content_type.startswith("application/cloudevents-batch+json"):
        return [(event["type"], event["data"]) for event in json.loads(body)]
    if content_type.startswith("application/cloudevents+json"):
        event = json.loads(body)
        return [(event["type"], event["data"])]
    headers = properties.headers or {}
    return [(headers["cloudEvents_type"], json.loads(body))]


def on_delivery(channel, method, properties, body, inbox):
    try:
        for event_type, fact in messages(properties, body):
            known = TYPE.fullmatch(event_type)
            if not known or int(known[2]) not in MAJOR:
                raise ValueError(f"a {event_type} is not read here")
            if known[1] == "capture-succeeded":
                new = inbox.take(event_type, fact)
                print(f"{fact['eventId']} {'counted' if new else 'known'}", flush=True)
    except (ValueError, KeyError, TypeError, AttributeError) as unreadable:
        # What was counted of a bundle before stays counted: when a person sends it again, the inbox knows.
        print(f"not as documented, set aside: {unreadable!r}", file=sys.stderr, flush=True)
        channel.basic_reject(method.delivery_tag, requeue=False)
        return
    channel.basic_ack(method.delivery_tag)


def subscribe(parameters, queue, inbox):
    """Runs until the connection is lost or the program is told to stop."""
    with pika.BlockingConnection(parameters) as connection, connection.channel() as channel:
        channel.exchange_declare(EXCHANGE, "topic", durable=True)  # As Ledger declares it.
        channel.queue_declare(f"{queue}.dead-letter", durable=True, arguments={"x-queue-type": "quorum"})
        channel.queue_declare(queue, durable=True, arguments={
            "x-queue-type": "quorum", "x-dead-letter-exchange": "", "x-dead-letter-routing-key": f"{queue}.dead-letter"})
        channel.queue_bind(queue, EXCHANGE, BINDING)
        channel.basic_qos(prefetch_count=50)
        for method, properties, body in channel.consume(queue, inactivity_timeout=1):
            if stopping:
                return
            if method is not None:
                on_delivery(channel, method, properties, body, inbox)


stopping = []


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--broker", required=True, help="amqp://user:password@host:port/vhost, or amqps://…")
    options.add_argument("--queue", default="subscriber.captures", help="a name of your own")
    options.add_argument("--inbox", required=True, help="file of this program's SQLite database")
    given = options.parse_args()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.append(True))
    parameters, inbox, wait = pika.URLParameters(given.broker), Inbox(given.inbox), 1
    while not stopping:
        began = time.monotonic()
        try:
            subscribe(parameters, given.queue, inbox)
        except (AMQPError, sqlite3.Error, OSError) as lost:
            wait = 1 if time.monotonic() - began > 60 else min(wait * 2, 30)
            print(f"{type(lost).__name__}: {lost}; again in {wait} s", file=sys.stderr, flush=True)
            time.sleep(wait)


if __name__ == "__main__":
    main()
