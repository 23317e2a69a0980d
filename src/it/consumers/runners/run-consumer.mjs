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
const CANARY_TEXT = process.env.CANARY_TEXT;
const byText = event.Records
  .filter((record) => Buffer.from(record.kinesis.data, "base64").equals(Buffer.from(CANARY_TEXT)))
  .map((record) => record.kinesis.sequenceNumber);
console.log(JSON.stringify({ answer, heldSeconds: heldMillis / 1000, byText }));
