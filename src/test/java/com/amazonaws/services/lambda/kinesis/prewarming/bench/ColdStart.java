package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisLocal;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * CPU time of an environment from its start to its first answer, by turns.
 *
 * @param function milliseconds of this function
 * @param plain milliseconds of the plain handler
 * @param pinned whether each environment was held on one CPU
 */
record ColdStart(Sample function, Sample plain, boolean pinned) {

  /** Starts each of the two that often. */
  static ColdStart measure(KinesisLocal kinesis, int times) {
    TestStream stream = TestStream.create(kinesis.client("eu-west-1"), "cold", 4);
    // In a thread of its own: its CPU is what the processes that it starts inherit.
    return CompletableFuture.supplyAsync(
            () -> measure(kinesis, stream, times), task -> new Thread(task, "cold-start").start())
        .join();
  }

  private static ColdStart measure(KinesisLocal kinesis, TestStream stream, int times) {
    boolean pinned = pinThisThread();
    List<Double> function = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    for (int time = 0; time < times; time++) {
      function.add(cpuMillis(Contender.FUNCTION, kinesis, stream));
      plain.add(cpuMillis(Contender.PLAIN, kinesis, stream));
    }
    return new ColdStart(new Sample(function), new Sample(plain), pinned);
  }

  private static double cpuMillis(Contender contender, KinesisLocal kinesis, TestStream stream) {
    try (LambdaRuntime runtime = contender.start(kinesis.endpoint().toString(), List.of())) {
      Contender.run(runtime, stream.name(), "cold");
      return runtime.process().info().totalCpuDuration().map(Duration::toMillis).orElseThrow();
    }
  }

  /** With taskset, which Linux has; elsewhere the system places the processes as it likes. */
  private static boolean pinThisThread() {
    Path self = Path.of("/proc/thread-self");
    try {
      return Files.exists(self)
          && Command.of(
                  "taskset", "--cpu-list", "--pid", "0", Files.readSymbolicLink(self).getFileName())
              .works();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
