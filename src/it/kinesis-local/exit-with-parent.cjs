// The parent holds the other end of standard input: when it dies, however it dies, so do we.
process.stdin.on("end", () => process.exit()).resume();
