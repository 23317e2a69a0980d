const CANARY_KEY_PREFIX = "kinesis-prewarming-";
// With enhanced fan-out 0.2 s; 0 where records come alone.
const CANARY_HOLD_MILLIS = 1000;

const isCanary = (record) => record.kinesis.partitionKey.startsWith(CANARY_KEY_PREFIX);

export async function handler(event) {
  const records = event.Records.filter((record) => !isCanary(record));
  if (event.Records.length > 0 && records.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, CANARY_HOLD_MILLIS));
  }
  for (const { kinesis } of records) {
    try {
      logWaiting(kinesis);
      await handle(Buffer.from(kinesis.data, "base64"));
    } catch (error) {
      console.error(`record ${kinesis.sequenceNumber} failed:`, error);
      return { batchItemFailures: [{ itemIdentifier: kinesis.sequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
}

function logWaiting({ approximateArrivalTimestamp }) {
  const waited = Date.now() - 1000 * approximateArrivalTimestamp;
  console.log(JSON.stringify({ waitedMillis: Math.round(waited) }));
}

async function handle(data) {
  const order = JSON.parse(data.toString("utf8")); // your work
  console.log(`order ${order.id}`);
}
