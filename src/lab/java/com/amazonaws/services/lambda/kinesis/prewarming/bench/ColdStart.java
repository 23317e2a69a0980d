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
import java.util.function.ToDoubleFunction;

/**
 * CPU time of environments from their start to their first answer, by turns, each held on one CPU.
 *
 * @param function each start of this function
 * @param plain each start of the plain handler
 */
record ColdStart(List<CpuTime> function, List<CpuTime> plain) {

  /**
   * CPU time that the process of one environment took, all its threads, compiler and collector
   * among them, as fine as the system counts: in steps of 10 ms on Linux.
   *
   * @param init milliseconds from the start until the runtime asked for its first event
   * @param firstEvent milliseconds from there to the first event's answer
   */
  record CpuTime(double init, double firstEvent) {

    /** What a process took so far, in milliseconds. */
    static double of(ProcessHandle process) {
      return process.info().totalCpuDuration().map(Duration::toMillis).orElseThrow();
    }

    /** One of these numbers of each start. */
    static Sample sample(List<CpuTime> starts, ToDoubleFunction<CpuTime> number) {
      return new Sample(starts.stream().map(number::applyAsDouble).toList());
    }
  }

  /** Starts each of the two that often. */
  static ColdStart measure(KinesisLocal kinesis, int times) {
    TestStream stream = TestStream.create(kinesis.client("eu-west-1"), "cold", 4);
    // In a thread of its own: its CPU is what the processes that it starts inherit.
    return CompletableFuture.supplyAsync(
            () -> measure(kinesis, stream, times), task -> new Thread(task, "cold-start").start())
        .join();
  }

  private static ColdStart measure(KinesisLocal kinesis, TestStream stream, int times) {
    pinThisThread();
    List<CpuTime> function = new ArrayList<>();
    List<CpuTime> plain = new ArrayList<>();
    for (int time = 0; time < times; time++) {
      function.add(start(Contender.FUNCTION, kinesis, stream));
      plain.add(start(Contender.PLAIN, kinesis, stream));
    }
    return new ColdStart(function, plain);
  }

  private static CpuTime start(Contender contender, KinesisLocal kinesis, TestStream stream) {
    try (LambdaRuntime runtime = contender.start(kinesis.endpoint().toString(), List.of())) {
      double init = CpuTime.of(runtime.process());
      Contender.run(runtime, stream.name(), "cold");
      return new CpuTime(init, CpuTime.of(runtime.process()) - init);
    }
  }

  private static void pinThisThread() {
    try {
      Path self = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
      Command.of("taskset", "--cpu-list", "--pid", "0", self).output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
