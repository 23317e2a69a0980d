// Loaded into the server's process before its own code.
const { Server } = require("net");

// The server puts one in its place that waits.
const exit = process.exit.bind(process);

// The parent holds the other end of standard input: when it dies, however it dies, so do we.
process.stdin.on("end", () => exit()).resume();

// A connection that was reset before the server looks at it has no address any more. At the first one the server stops
// listening, while its process lives on (kinesis-local 0.6.2): such connections are kept from it.
const emit = Server.prototype.emit;
Server.prototype.emit = function (event, ...values) {
  if (event === "connection" && !(values[0].localAddress && values[0].remoteAddress)) {
    return values[0].destroy();
  }
  return emit.call(this, event, ...values);
};

// Should it stop for another reason, its process ends, so that whoever started it notices.
Server.prototype.close = () => {
  console.error("kinesis-local stopped listening");
  exit(70);
};
