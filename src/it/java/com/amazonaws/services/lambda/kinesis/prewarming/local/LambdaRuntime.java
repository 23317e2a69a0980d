package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * An execution environment as Lambda makes it: the real Java runtime interface client in a process
 * of its own, with the unpacked jar as its task root, served by a local Runtime API.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
public final class LambdaRuntime implements AutoCloseable {

  private static final String HANDLER =
      "com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingHandler::handleRequest";

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final RuntimeApi api = new RuntimeApi();
  private final Path log = ScratchFolder.newFile("lambda-", ".log");
  private final Process process;

  /** What became of an invocation: whether it failed, its JSON answer, and the lines it logged. */
  public record Answer(boolean failed, String json, List<String> log, Duration took) {

    /** The answer's JSON. */
    public JsonNode body() {
      return JsonText.read(json);
    }

    /** What a failed invocation says. */
    public String errorMessage() {
      return body().path("errorMessage").asText();
    }

    /** The log's lines that hold this text. */
    public List<String> logged(String text) {
      return log.stream().filter(line -> line.contains(text)).toList();
    }
  }

  private LambdaRuntime(
      Path taskRoot, String handler, List<String> jvmOptions, Map<String, String> env) {
    try {
      ProcessBuilder client = RuntimeClient.command(jvmOptions, handler);
      client.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
      client.environment().putAll(env);
      client.directory(taskRoot.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
      process = client.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    CompletableFuture.anyOf(api.initialized(), process.onExit()).join();
  }

  /** The packaged function, under a JVM with these options. */
  public static LambdaRuntime start(List<String> jvmOptions, Map<String, String> environment) {
    return start(packagedJar(), HANDLER, jvmOptions, environment);
  }

  /** Any handler of any jar, under a JVM with these options. */
  public static LambdaRuntime start(
      Path jar, String handler, List<String> jvmOptions, Map<String, String> environment) {
    return new LambdaRuntime(TaskRoot.of(jar), handler, jvmOptions, environment);
  }

  /** Any handler whose classes lie in that folder, as Lambda unpacks them. */
  static LambdaRuntime startIn(Path taskRoot, String handler, Map<String, String> environment) {
    return new LambdaRuntime(taskRoot, handler, List.of(), environment);
  }

  /** The function in eu-west-1, with Kinesis at that endpoint and credentials that are none. */
  public static LambdaRuntime startAgainst(String endpoint) {
    return startAgainst(endpoint, Map.of());
  }

  /** The same, with more environment variables. */
  public static LambdaRuntime startAgainst(String endpoint, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(environmentFor(endpoint));
    environment.putAll(more);
    return start(List.of(), environment);
  }

  public static Map<String, String> environmentFor(String endpoint) {
    return Map.of(
        "AWS_REGION", "eu-west-1",
        "AWS_ENDPOINT_URL_KINESIS", endpoint,
        "AWS_ACCESS_KEY_ID", "local",
        "AWS_SECRET_ACCESS_KEY", "local");
  }

  /**
   * The deployable jar of this build, which alone knows its name.
   *
   * @throws IllegalStateException if it does not say, or has not packaged it
   */
  public static Path packagedJar() {
    String jar = System.getProperty("prewarming.jar");
    if (jar == null || !Files.isRegularFile(Path.of(jar))) {
      throw new IllegalStateException("the build's -Dprewarming.jar names no file: " + jar);
    }
    return Path.of(jar);
  }

  /** Invokes the function with a minute to spare. */
  public Answer invoke(String event) {
    return invoke(event, Duration.ofMinutes(1));
  }

  /**
   * Invokes the function once.
   *
   * @throws AssertionError if it did not answer in time, where Lambda would have killed it
   */
  public Answer invoke(String event, Duration timeout) {
    try {
      int before = logged().length();
      long start = System.nanoTime();
      RuntimeApi.End end = api.invoke(event, timeout, process.onExit().thenApply(this::lastWords));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      List<String> lines = logged().substring(before).lines().toList();
      return new Answer(end.failed(), end.json(), lines, took);
    } catch (TimeoutException e) {
      throw new AssertionError("Task timed out after " + timeout, e);
    }
  }

  /** Waits until a line with this text was logged. */
  public void awaitLogged(String text) {
    while (!logged().contains(text)) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  /** The process of the runtime, to measure it. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    api.close();
  }

  private String lastWords(Process ended) {
    return "with " + ended.exitValue() + ": " + logged();
  }

  private String logged() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
