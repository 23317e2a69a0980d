package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingHandler;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TaskRoot;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A handler that the benchmark runs, each in an environment of its own, all made alike. */
enum Contender {
  ONE_BY_ONE("one PutRecord per shard", OneByOneHandler.class),
  FUNCTION("this function", PrewarmingHandler.class),
  BARE("bare HTTP client", BareHandler.class),
  PLAIN("plain SDK v1 handler", PlainHandler.class);

  /** Those that a sweep over stream sizes compares. */
  static final List<Contender> IN_SWEEP = List.of(ONE_BY_ONE, FUNCTION, BARE);

  /**
   * As long as Lambda lets a function run: 4,000 calls one after the other take a minute and more.
   */
  private static final Duration MAX_RUN = Duration.ofMinutes(15);

  private final String label;
  private final Class<?> handler;

  Contender(String label, Class<?> handler) {
    this.label = label;
    this.handler = handler;
  }

  String label() {
    return label;
  }

  /** An environment that has not been invoked yet, with Kinesis at that endpoint. */
  LambdaRuntime start(String endpoint, List<String> jvmOptions) {
    Path jar = LambdaRuntime.packagedJar();
    addOthersTo(TaskRoot.of(jar));
    Map<String, String> environment = new HashMap<>(LambdaRuntime.environmentFor(endpoint));
    // The function does so by itself, as its template does: no greeting of the SDK in any of them.
    environment.put("AWS_JAVA_V1_DISABLE_DEPRECATION_ANNOUNCEMENT", "true");
    return LambdaRuntime.start(jar, handler.getName() + "::handleRequest", jvmOptions, environment);
  }

  /** An environment that has answered once. */
  LambdaRuntime startWarm(String endpoint, TestStream stream) {
    LambdaRuntime runtime = start(endpoint, List.of());
    run(runtime, stream.name(), "warm-up");
    return runtime;
  }

  /**
   * One run over the stream.
   *
   * @throws AssertionError if it failed
   */
  static LambdaRuntime.Answer run(LambdaRuntime runtime, String stream, String canary) {
    LambdaRuntime.Answer answer = runtime.invoke(event(stream, canary), MAX_RUN);
    if (answer.failed()) {
      throw new AssertionError(answer.json());
    }
    return answer;
  }

  private static String event(String stream, String canary) {
    return "{\"streamName\": \"%s\", \"regionName\": \"eu-west-1\", \"messagePrototype\": \"%s\"}"
        .formatted(stream, canary);
  }

  /** Puts the handlers that the jar does not hold beside its classes, and what they need. */
  private static void addOthersTo(Path taskRoot) {
    for (Class<?> one : List.of(Contender.class, TestStream.class)) {
      Path folder = Path.of(one.getPackageName().replace('.', '/'));
      try (Stream<Path> files = Files.list(Path.of("target", "test-classes").resolve(folder))) {
        Path to = Files.createDirectories(taskRoot.resolve(folder));
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
