// Runs the consumer on the event file that is named first; the last line says what it did.
import { readFileSync } from "node:fs";
import { handler } from "../node/consumer.mjs";

let heldMillis = 0;
globalThis.setTimeout = (then, millis) => {
  heldMillis += millis;
  queueMicrotask(then);
};

const event = JSON.parse(readFileSync(process.argv[2], "utf8"));
const answer = await handler(event);
const canaryText = process.env.CANARY_TEXT;
const byText = event.Records.map(({ kinesis }) => kinesis)
  .filter((record) => Buffer.from(record.data, "base64").equals(Buffer.from(canaryText)))
  .map((record) => record.sequenceNumber);
console.log(JSON.stringify({ answer, heldSeconds: heldMillis / 1000, byText }));
