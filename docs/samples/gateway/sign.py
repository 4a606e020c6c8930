"""Signs a body as a payment gateway must, and posts it when an address is given.

python3 sign.py SECRET_FILE BODY_FILE [--at UNIX] [--standard EVENT_ID] [--post URL]
"""
import argparse, base64, hashlib, hmac, time, urllib.request


def gateway_headers(secret, body, at):
    """The contract's own header: HMAC-SHA256 over "time.body", keyed with the secret as it is, in lower-case hex."""
    signed = str(at).encode() + b"." + body
    return {"Gateway-Signature": f"t={at},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"}


def standard_headers(secret, body, at, event_id):
    """Standard Webhooks 1.0: HMAC-SHA256 over "id.time.body", keyed with the base64 behind whsec_, in base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{event_id}.{at}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": event_id, "webhook-timestamp": str(at), "webhook-signature": f"v1,{signature}"}


parser = argparse.ArgumentParser()
parser.add_argument("secret_file")
parser.add_argument("body_file")
parser.add_argument("--at", type=int, default=int(time.time()), help="the time to sign for; every attempt is signed anew")
parser.add_argument("--standard", metavar="EVENT_ID", help="sign by Standard Webhooks; the same id for every attempt")
parser.add_argument("--post", metavar="URL")
given = parser.parse_args()

secret = open(given.secret_file, encoding="utf-8").read().strip()
body = open(given.body_file, "rb").read()  # the bytes that are sent, not JSON written again
headers = standard_headers(secret, body, given.at, given.standard) if given.standard else gateway_headers(secret, body, given.at)
for name, value in headers.items():
    print(f"{name}: {value}")

if given.post:
    request = urllib.request.Request(given.post, body, {"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=30) as answer:  # anything but 2xx raises: send again, later and later
        print(answer.status, answer.read().decode())
