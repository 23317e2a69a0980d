import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mock, test } from "node:test";
import { handler } from "./consumer.mjs";

const EVENTS = new URL("../../../test/resources/events/", import.meta.url);
const event = (name) => JSON.parse(readFileSync(new URL(`kinesis-${name}.json`, EVENTS), "utf8"));

// Runs a handler without waiting, and returns its response, the length of its holds and its log lines.
async function run(batch, consumer = handler) {
  const holds = [];
  const lines = [];
  mock.method(globalThis, "setTimeout", (done, millis) => setImmediate(() => done(holds.push(millis))));
  mock.method(console, "log", (line) => lines.push(line));
  mock.method(console, "error", (line) => lines.push(line));
  try {
    return { response: await consumer(batch), holds, lines };
  } finally {
    mock.restoreAll();
  }
}

test("stops at the failed record and does not hold a mixed batch", async () => {
  const { response, holds, lines } = await run(event("batch"));
  const itemIdentifier = "49600000000000000000000000000000000000000000000000000004";
  assert.deepEqual(response, { batchItemFailures: [{ itemIdentifier }] });
  assert.deepEqual(holds, []);
  assert.match(lines[0], /^{"canaries":3,"canaryWaitedMillis":\d+}$/);
  assert.match(lines[1], /^{"waitedMillis":\d+}$/);
  assert.equal(lines[2], "order 1001");
  assert.ok(!lines.includes("order 1003"));
});

test("holds a batch of canaries once and logs the wait of the oldest", async () => {
  const before = Date.now();
  const { response, holds, lines } = await run(event("canaries"));
  assert.deepEqual([response, holds, lines.length], [{ batchItemFailures: [] }, [1000], 1]);
  const now = 1767225601000 + JSON.parse(lines[0]).canaryWaitedMillis;
  assert.ok(before <= now && now <= Date.now(), lines[0]);
});

test("processes records without a partition key or with an odd arrival time", async () => {
  const batch = event("no-partition-key");
  batch.Records[0].kinesis.approximateArrivalTimestamp = "yesterday";
  const { response, lines } = await run(batch);
  assert.deepEqual(response, { batchItemFailures: [] });
  assert.deepEqual(lines.filter((line) => line.startsWith("order")), ["order 1001", "order 1002", "order 1003"]);
  assert.equal(lines.filter((line) => line === '{"waitedMillis":null}').length, 3);
  assert.equal(lines[0], '{"canaries":1,"canaryWaitedMillis":null}');
});

test("does nothing with an empty batch", async () => {
  assert.deepEqual(await run({ Records: [] }), { response: { batchItemFailures: [] }, holds: [], lines: [] });
});

test("holds and reports success when warmUp fails", async () => {
  const source = readFileSync(new URL("consumer.mjs", import.meta.url), "utf8");
  const failing = source.replace("// Optional.", 'throw new Error("the database is down"); //');
  assert.notEqual(failing, source);
  const { handler: consumer } = await import(`data:text/javascript,${encodeURIComponent(failing)}`);
  const { response, holds, lines } = await run(event("canaries"), consumer);
  assert.deepEqual([response, holds, lines[1]], [{ batchItemFailures: [] }, [1000], "warmUp failed:"]);
});
