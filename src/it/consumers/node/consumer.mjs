const CANARY_KEY_PREFIX = "kinesis-prewarming-";
// Use 200 ms with enhanced fan-out.
const CANARY_HOLD_MILLIS = 1000;

// With service-managed record distribution, a record can have no partition key.
const isCanary = ({ kinesis }) => (kinesis.partitionKey ?? "").startsWith(CANARY_KEY_PREFIX);

export async function handler(event) {
  const canaries = event.Records.filter(isCanary);
  const records = event.Records.filter((record) => !isCanary(record));
  if (canaries.length > 0) {
    log({ canaries: canaries.length, canaryWaitedMillis: longestWaitMillis(canaries) });
    if (records.length === 0) {
      await holdCanaries();
    }
  }
  for (const record of records) {
    log({ waitedMillis: longestWaitMillis([record]) });
    try {
      await handle(Buffer.from(record.kinesis.data, "base64"));
    } catch (error) {
      console.error(`record ${record.kinesis.sequenceNumber} failed:`, error);
      return { batchItemFailures: [{ itemIdentifier: record.kinesis.sequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
}

// Returns how long the oldest record waited, or null if no arrival time is known.
function longestWaitMillis(records) {
  const arrivals = records
    .map(({ kinesis }) => kinesis.approximateArrivalTimestamp)
    .filter(Number.isFinite);
  return arrivals.length > 0 ? Math.round(Date.now() - 1000 * Math.min(...arrivals)) : null;
}

async function holdCanaries() {
  const hold = new Promise((resolve) => setTimeout(resolve, CANARY_HOLD_MILLIS));
  try {
    await warmUp();
  } catch (error) {
    console.error("warmUp failed:", error);
  }
  await hold;
}

// Prepares what the first record needs, such as a connection or a model.
async function warmUp() {
  // Optional. Your code must return well before the function times out.
}

async function handle(data) {
  const order = JSON.parse(data.toString("utf8")); // your code
  console.log(`order ${order.id}`);
}

const log = (fields) => console.log(JSON.stringify(fields));
