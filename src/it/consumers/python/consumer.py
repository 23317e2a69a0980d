import base64
import json
import time

CANARY_KEY_PREFIX = "kinesis-prewarming-"
# With enhanced fan-out 0.2 s; 0 where records come alone.
CANARY_HOLD_SECONDS = 1.0


def is_canary(record):
    return record["kinesis"]["partitionKey"].startswith(CANARY_KEY_PREFIX)


def handler(event, context):
    records = [record for record in event["Records"] if not is_canary(record)]
    if event["Records"] and not records:
        time.sleep(CANARY_HOLD_SECONDS)
    for record in records:
        try:
            log_waiting(record)
            process(base64.b64decode(record["kinesis"]["data"]))
        except Exception as error:
            sequence_number = record["kinesis"]["sequenceNumber"]
            print(f"record {sequence_number} failed: {error!r}")
            return {"batchItemFailures": [{"itemIdentifier": sequence_number}]}
    return {"batchItemFailures": []}


def log_waiting(record):
    waited = time.time() - record["kinesis"]["approximateArrivalTimestamp"]
    print(json.dumps({"waitedMillis": round(1000 * waited)}))


def process(data):
    order = json.loads(data)  # your work
    print(f"order {order['id']}")
