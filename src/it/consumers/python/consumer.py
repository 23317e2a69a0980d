import base64
import json
import time

CANARY_KEY_PREFIX = "kinesis-prewarming-"
# Hold canaries for as long as your work usually takes; 1 s (0.2 s with enhanced fan-out) where the
# stream comes back to stay busy; not at all where records come alone.
CANARY_HOLD_SECONDS = 1.0


def is_canary(record):
    return record["kinesis"]["partitionKey"].startswith(CANARY_KEY_PREFIX)


def handler(event, context):
    messages = [record for record in event["Records"] if not is_canary(record)]
    if event["Records"] and not messages:
        time.sleep(CANARY_HOLD_SECONDS)
    for record in messages:
        try:
            process(base64.b64decode(record["kinesis"]["data"]))
        except Exception as error:
            sequence_number = record["kinesis"]["sequenceNumber"]
            print(f"record {sequence_number} failed: {error!r}")
            return {"batchItemFailures": [{"itemIdentifier": sequence_number}]}
    return {"batchItemFailures": []}


def process(data):
    order = json.loads(data)  # your work
    print(f"order {order['id']}")
