// Runs the consumer on the event file that is named first; the last line says what it did.
import { readFileSync } from "node:fs";
import { carriesCanaryText, handler } from "./consumer.mjs";

let heldMillis = 0;
globalThis.setTimeout = (then, millis) => {
  heldMillis += millis;
  queueMicrotask(then);
};

const event = JSON.parse(readFileSync(process.argv[2], "utf8"));
const answer = await handler(event);
const byText = event.Records.filter(carriesCanaryText).map(({ kinesis }) => kinesis.sequenceNumber);
console.log(JSON.stringify({ answer, heldSeconds: heldMillis / 1000, byText }));
