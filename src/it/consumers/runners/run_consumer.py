"""Runs the consumer on the event file that is named first; the last line says what it did."""

import base64
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))

import consumer  # noqa: E402

held = []
time.sleep = held.append

with open(sys.argv[1], encoding="utf-8") as file:
    event = json.load(file)
answer = consumer.handler(event, None)
CANARY_TEXT = os.environ["CANARY_TEXT"]
by_text = [
    record["kinesis"]["sequenceNumber"]
    for record in event["Records"]
    if base64.b64decode(record["kinesis"]["data"]) == CANARY_TEXT.encode()
]
print(json.dumps({"answer": answer, "heldSeconds": sum(held), "byText": by_text}))
