const CANARY_KEY_PREFIX = "kinesis-prewarming-";
// Hold canaries for as long as your work usually takes; 1 s (0.2 s with enhanced fan-out) where the
// stream comes back to stay busy; not at all where records come alone.
const CANARY_HOLD_MILLIS = 1000;

const isCanary = (record) => record.kinesis.partitionKey.startsWith(CANARY_KEY_PREFIX);

export async function handler(event) {
  const messages = event.Records.filter((record) => !isCanary(record));
  if (event.Records.length > 0 && messages.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, CANARY_HOLD_MILLIS));
  }
  for (const { kinesis } of messages) {
    try {
      await handle(Buffer.from(kinesis.data, "base64"));
    } catch (error) {
      console.error(`record ${kinesis.sequenceNumber} failed:`, error);
      return { batchItemFailures: [{ itemIdentifier: kinesis.sequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
}

async function handle(data) {
  const order = JSON.parse(data.toString("utf8")); // your work
  console.log(`order ${order.id}`);
}
