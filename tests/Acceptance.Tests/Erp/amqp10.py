"""An AMQP 1.0 client for the tests: 'receive ADDRESS COUNT' prints messages as lines of JSON, 'send ADDRESS' takes such lines."""
import json
import os
import sys

from proton import Message, Timeout
from proton.utils import BlockingConnection

_, broker, verb, address, *rest = sys.argv
connection = BlockingConnection(broker, allowed_mechs="PLAIN", timeout=60)
if verb == "receive":
    receiver = connection.create_receiver(address, credit=10)
    for _ in range(int(rest[0])):
        try:
            message = receiver.receive(timeout=60)
        except Timeout as nothing:
            print(nothing, file=sys.stderr)
            break
        print(json.dumps({
            "body": bytes(message.body).decode(), "id": str(message.id), "contentType": str(message.content_type),
            "subject": message.subject, "properties": {name: str(value) for name, value in (message.properties or {}).items()},
        }), flush=True)
        receiver.accept()
else:
    sender = connection.create_sender(address)
    for line in sys.stdin:
        told = json.loads(line)
        sender.send(Message(
            body=told["body"].encode(), inferred=True, durable=True, id=told["id"], content_type=told["contentType"]), timeout=60)
connection.close()  # Only now what was accepted has gone out.
sys.stdout.flush()
os._exit(0)  # RabbitMQ 3.x does not answer when a link is closed, which the library would wait for.
