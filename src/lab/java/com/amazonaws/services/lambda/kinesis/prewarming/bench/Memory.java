package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import java.io.IOException;
import java.util.List;

/**
 * The memory of an environment that ran over the largest stream.
 *
 * @param prototypeBytes what each canary carries
 * @param peakMegabytes the most that the whole process held
 */
record Memory(int prototypeBytes, double peakMegabytes) {

  // Three quarters of the least MemorySize, 256 MB.
  private static final String HEAP = "-Xmx192m";

  private static final int RUNS = 5;

  /** Runs some times in one environment. */
  static Memory measure(String endpoint, String stream, int prototypeBytes) throws IOException {
    try (LambdaRuntime runtime = Contender.FUNCTION.start(endpoint, List.of(HEAP))) {
      for (int run = 0; run < RUNS; run++) {
        Contender.run(runtime, stream, "x".repeat(prototypeBytes));
      }
      return new Memory(prototypeBytes, peak(runtime.process().pid()));
    }
  }

  private static double peak(long process) throws IOException {
    return Machine.fact("/proc/" + process + "/status", "VmHWM")
        .map(peak -> Long.parseLong(peak.replaceAll("\\D", "")) / 1024.0)
        .orElseThrow();
  }
}
