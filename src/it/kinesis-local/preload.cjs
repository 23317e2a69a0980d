// Loaded into the server's process before its own code.
const { Server } = require("net");

// The parent holds the other end of standard input: when it dies, however it dies, so do we.
process.stdin.on("end", () => process.exit()).resume();

// A connection that was reset before the server saw it has no address any more. At the first one the server would stop
// listening, and its process live on (kinesis-local 0.6.2): such connections are kept from it. Should it stop listening
// for another reason, its process ends too, so that whoever started it notices.
const emit = Server.prototype.emit;
Server.prototype.emit = function (event, ...values) {
  if (event === "connection" && !(values[0].localAddress && values[0].remoteAddress)) {
    return values[0].destroy();
  }
  if (event === "close") {
    console.error("kinesis-local stopped listening");
    process.exit(70);
  }
  return emit.call(this, event, ...values);
};
