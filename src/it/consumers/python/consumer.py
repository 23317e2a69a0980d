import base64
import json
import time

CANARY_KEY_PREFIX = "kinesis-prewarming-"
# Use 0.2 s with enhanced fan-out.
CANARY_HOLD_SECONDS = 1.0


def is_canary(record):
    # With service-managed record distribution, a record can have no partition key.
    return (record["kinesis"].get("partitionKey") or "").startswith(CANARY_KEY_PREFIX)


def handler(event, context):
    canaries = [record for record in event["Records"] if is_canary(record)]
    records = [record for record in event["Records"] if not is_canary(record)]
    if canaries:
        print(json.dumps({"canaries": len(canaries), "canaryWaitedMillis": max_wait_millis(canaries)}))
        if not records:
            hold_canaries()
    for record in records:
        print(json.dumps({"waitedMillis": max_wait_millis([record])}))
        try:
            process(base64.b64decode(record["kinesis"]["data"]))
        except Exception as error:
            sequence_number = record["kinesis"]["sequenceNumber"]
            print(f"record {sequence_number} failed: {error!r}")
            return {"batchItemFailures": [{"itemIdentifier": sequence_number}]}
    return {"batchItemFailures": []}


def max_wait_millis(records):
    """Returns how long the oldest record waited, or None if no arrival time is known."""
    arrivals = [record["kinesis"].get("approximateArrivalTimestamp") for record in records]
    arrivals = [arrival for arrival in arrivals if isinstance(arrival, (int, float))]
    return round(1000 * (time.time() - min(arrivals))) if arrivals else None


def hold_canaries():
    deadline = time.monotonic() + CANARY_HOLD_SECONDS
    try:
        warm_up()
    except Exception as error:
        print(f"warm_up failed: {error!r}")
    time.sleep(max(0, deadline - time.monotonic()))


def warm_up():
    """Prepares what the first record needs, such as a connection or a model."""
    # Optional. Your code must return well before the function times out.


def process(data):
    order = json.loads(data)  # your code
    print(f"order {order['id']}")
