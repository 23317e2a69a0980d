// Node loads this file before the server's own code.
const { Server } = require("net");

// The server replaces process.exit by a function that waits.
const exit = process.exit.bind(process);

// The process that started this one holds the other end of standard input. When that process ends, this one exits.
process.stdin.on("end", () => exit()).resume();

// kinesis-local 0.6.2 stops listening when it accepts a connection that was already reset and therefore has no address.
// Such connections are closed before the server sees them.
const emit = Server.prototype.emit;
Server.prototype.emit = function (event, ...values) {
  if (event === "connection" && !(values[0].localAddress && values[0].remoteAddress)) {
    return values[0].destroy();
  }
  return emit.call(this, event, ...values);
};

// If the server stops listening for another reason, the process exits, so that the tests notice.
Server.prototype.close = () => {
  console.error("kinesis-local stopped listening");
  exit(70);
};
