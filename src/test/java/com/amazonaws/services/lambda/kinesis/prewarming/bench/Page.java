package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import java.util.List;
import java.util.stream.Collectors;

/** The page of documentation that the benchmark writes. */
record Page(List<Result> results, ColdStart cold, List<Memory> memory) {

  private static final double ROOM = 0.8;

  /** The numbers alone. */
  String tables() {
    return String.join(
        "\n",
        Tables.ratios(results),
        Tables.measurements(results),
        Tables.coldStart(cold),
        Tables.memory(memory));
  }

  /** The whole page. */
  String text() {
    return String.join(
        "\n",
        INTRODUCTION + Tables.ratios(results),
        PLOTS + Tables.measurements(results),
        HOW,
        COLD_START.formatted(pinned()) + Tables.coldStart(cold),
        MEMORY + Tables.memory(memory),
        recommendation(),
        MACHINE + Machine.rows());
  }

  private String pinned() {
    return cold.pinned()
        ? "each environment held on one CPU"
        : "each environment on any CPU, as this system has no `taskset`";
  }

  private String recommendation() {
    return memory.stream()
            .map(Memory::prototypeBytes)
            .distinct()
            .map(this::verdict)
            .collect(Collectors.joining())
        + RECOMMENDATION;
  }

  private String verdict(int prototypeBytes) {
    double peak =
        memory.stream()
            .filter(run -> run.prototypeBytes() == prototypeBytes)
            .mapToDouble(Memory::peakMegabytes)
            .max()
            .orElseThrow();
    String left = peak <= ROOM * Memory.LEAST_MEMORY_SIZE ? "a fifth or more" : "too little";
    return "With canaries of %,d bytes the peak leaves %s of 256 MB. "
        .formatted(prototypeBytes, left);
  }

  private static final String INTRODUCTION =
      """
      # Performance

      `mvn -Pbench verify` writes this page and draws its plots: run it again rather than edit them. It needs Node.js 18 or newer and takes some minutes; `-Dbench.effort=1` takes a third of the runs.

      The ratios come first, as they carry over to other machines better than the times, which belong to one machine and to a Kinesis on the same machine.

      """;

  private static final String PLOTS =
      """
      *Closer together* compares the spread: the time from the first canary's arrival to the last. Consumers are kept warm in number only where their invocations overlap in time, so the spread should be short. *Over* stands where all canaries arrived within one millisecond, which is what their timestamps resolve.

      ![Time of a warm run against the number of open shards, for the three contenders](images/time-against-shards.png)

      ![Spread of the canaries' arrival against the number of open shards, for the three contenders](images/spread-against-shards.png)

      ## Measurements

      Medians, with the quartiles in brackets.

      """;

  private static final String HOW =
      """
      ## How

      - **One PutRecord per shard** is what the project of 2017 did: DescribeStream page by page, then one PutRecord after the other, with a client of AWS SDK for Java v1 as it comes.
      - **This function** is the packaged jar.
      - **Bare HTTP client** is the floor: the JDK's HTTP client, which sends the function's own calls, in the SDK's encoding (CBOR), the PutRecords calls at once. It signs nothing, retries nothing, logs nothing, and reads no answer rows.

      Each runs as a Lambda handler in a process of its own: Lambda's Java runtime interface client with the collector and compiler that Lambda chooses, the serial one and C1. All use the same Kinesis, kinesis-local, over loopback. They take turns: one run of each, then the next round. Runs before the first round warm processes and server.

      The time is that of the invocation, from the moment the runtime may fetch the event until its answer is there; so it includes the function's log lines and its answer.

      The spread comes from the records: each carries the time at which Kinesis took it (`ApproximateArrivalTimestamp`). After the runs all shards are read back. The benchmark fails if a run left a shard without its canary or put two into one.

      The calls are counted, not computed: a proxy before Kinesis counts those of one more run of each, which is not timed.

      kinesis-local starts a stream with at most 1,000 shards. That of 4,000 open shards was made by UpdateShardCount, from 1,000 to 2,000 to 4,000, so 3,000 closed shards are listed with them. This server works on one thread, and for each record of a large stream it searches the shards. So at 4,000 shards its own time outweighs that of any client, and more canaries at once do not make it faster. Against Kinesis itself, each of the calls that one PutRecord per shard makes takes a trip over the network, which loopback does not show.
      """;

  private static final String COLD_START =
      """
      ## Cold start

      CPU time of the process from its start to its first answer, over a stream of 4 shards: runtime, handler's construction, first call. This function against a plain handler, which makes the same two calls with SDK v1 as it comes; by turns, %s.

      """;

  private static final String MEMORY =
      """
      ## Memory

      The function over 7,000 listed and 4,000 open shards, several runs in one process. The peak is the resident set of the whole process (`VmHWM`): heap, classes, code and threads. The collector is idle until the heap is full, so a larger heap makes a higher peak: the function needs no more than the smallest one here.

      The larger canaries go to a server that keeps nothing, as kinesis-local needs seconds for each request of 5 MiB.

      """;

  private static final String RECOMMENDATION =
      """
      More memory buys CPU, of which Lambda gives one whole at 1,769 MB, so 512 MB has twice the CPU of 256. Recommended `MemorySize`: the template's default, 512; it suits streams and canaries of every size measured here.
      """;

  private static final String MACHINE =
      """
      ## Machine

      | What | Which |
      | --- | --- |
      """;
}
