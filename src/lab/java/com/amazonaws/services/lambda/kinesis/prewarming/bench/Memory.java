package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import java.io.IOException;
import java.util.List;

/**
 * The memory of an environment that ran over the largest stream.
 *
 * @param prototypeBytes what each canary carries
 * @param heapMegabytes the most that its heap may take
 * @param peakMegabytes the most that the whole process held, where the system tells
 */
record Memory(int prototypeBytes, int heapMegabytes, double peakMegabytes) {

  /** Runs that often in one environment with that heap. */
  static Memory measure(
      String endpoint, String stream, int prototypeBytes, int heapMegabytes, int runs)
      throws IOException {
    List<String> heap = List.of("-Xmx" + heapMegabytes + "m");
    try (LambdaRuntime runtime = Contender.FUNCTION.start(endpoint, heap)) {
      for (int run = 0; run < runs; run++) {
        Contender.run(runtime, stream, "x".repeat(prototypeBytes));
      }
      return new Memory(prototypeBytes, heapMegabytes, peak(runtime.process().pid()));
    }
  }

  /** The most that a process held so far, which Linux alone tells; elsewhere not a number. */
  private static double peak(long process) throws IOException {
    return Machine.fact("/proc/" + process + "/status", "VmHWM")
        .map(peak -> Long.parseLong(peak.replaceAll("\\D", "")) / 1024.0)
        .orElse(Double.NaN);
  }
}
