"""Runs the consumer on the event file that is named first; the last line says what it did."""

import json
import sys
import time

import consumer

held = []
time.sleep = held.append

with open(sys.argv[1], encoding="utf-8") as file:
    event = json.load(file)
answer = consumer.handler(event, None)
by_text = [
    record["kinesis"]["sequenceNumber"]
    for record in event["Records"]
    if consumer.carries_canary_text(record)
]
print(json.dumps({"answer": answer, "heldSeconds": sum(held), "byText": by_text}))
