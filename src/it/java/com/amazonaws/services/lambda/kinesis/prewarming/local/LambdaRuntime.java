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
 * An execution environment as in Lambda: the Java runtime interface client in a process of its own,
 * with the unpacked jar as its task root and a local Runtime API.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
public final class LambdaRuntime implements AutoCloseable {

  private static final String HANDLER =
      "com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingHandler::handleRequest";

  private static final Duration CHECK_INTERVAL = Duration.ofMillis(20);

  private final RuntimeApi api = new RuntimeApi();
  private final Path log = ScratchFolder.newFile("lambda-", ".log");
  private final Process process;

  /**
   * The end of an invocation.
   *
   * @param failed whether the handler threw an exception
   * @param json the response, or the error if the handler failed
   * @param log the lines that the function logged
   * @param elapsed the time until the response
   */
  public record Result(boolean failed, String json, List<String> log, Duration elapsed) {

    /** Returns the parsed response or error. */
    public JsonNode body() {
      return JsonText.read(json);
    }

    /** Returns the message of a failed invocation. */
    public String errorMessage() {
      return body().path("errorMessage").asText();
    }

    /** Returns the log lines that contain a text. */
    public List<String> logged(String text) {
      return log.stream().filter(line -> line.contains(text)).toList();
    }
  }

  private LambdaRuntime(
      Path taskRoot, String handler, List<String> jvmOptions, Map<String, String> environment) {
    try {
      ProcessBuilder client = RuntimeClient.command(jvmOptions, handler);
      client.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
      client.environment().putAll(environment);
      client.directory(taskRoot.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
      process = client.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    CompletableFuture.anyOf(api.initialized(), process.onExit()).join();
  }

  /** Starts the packaged function. */
  public static LambdaRuntime start(List<String> jvmOptions, Map<String, String> environment) {
    return start(packagedJar(), HANDLER, jvmOptions, environment);
  }

  /** Starts a handler in a jar. */
  public static LambdaRuntime start(
      Path jar, String handler, List<String> jvmOptions, Map<String, String> environment) {
    return new LambdaRuntime(TaskRoot.of(jar), handler, jvmOptions, environment);
  }

  /** Starts a handler whose classes are in a task root. */
  static LambdaRuntime startIn(Path taskRoot, String handler, Map<String, String> environment) {
    return new LambdaRuntime(taskRoot, handler, List.of(), environment);
  }

  /** Starts the packaged function in eu-west-1 with a local Kinesis endpoint. */
  public static LambdaRuntime startAgainst(String endpoint) {
    return startAgainst(endpoint, Map.of());
  }

  /** Starts the packaged function with a local Kinesis endpoint and more environment variables. */
  public static LambdaRuntime startAgainst(String endpoint, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(environmentFor(endpoint));
    environment.putAll(more);
    return start(List.of(), environment);
  }

  /** Returns the environment variables for a local Kinesis endpoint; the credentials are fake. */
  public static Map<String, String> environmentFor(String endpoint) {
    return Map.of(
        "AWS_REGION", "eu-west-1",
        "AWS_ENDPOINT_URL_KINESIS", endpoint,
        "AWS_ACCESS_KEY_ID", "local",
        "AWS_SECRET_ACCESS_KEY", "local");
  }

  /**
   * Returns the deployable jar, whose name only the build knows.
   *
   * @throws IllegalStateException if the build did not package it
   */
  public static Path packagedJar() {
    String jar = System.getProperty("prewarming.jar");
    if (jar == null || !Files.isRegularFile(Path.of(jar))) {
      throw new IllegalStateException(
          "-Dprewarming.jar must name the packaged jar, but was " + jar);
    }
    return Path.of(jar);
  }

  /** Invokes the function with a timeout of one minute. */
  public Result invoke(String event) {
    return invoke(event, Duration.ofMinutes(1));
  }

  /**
   * Invokes the function once.
   *
   * @throws AssertionError if the function did not respond before the timeout, at which Lambda
   *     would stop it
   */
  public Result invoke(String event, Duration timeout) {
    try {
      int before = logged().length();
      long start = System.nanoTime();
      RuntimeApi.End end = api.invoke(event, timeout, process.onExit().thenApply(this::exit));
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      List<String> lines = logged().substring(before).lines().toList();
      return new Result(end.failed(), end.json(), lines, elapsed);
    } catch (TimeoutException e) {
      throw new AssertionError("Task timed out after " + timeout + ": " + logged(), e);
    }
  }

  /** Waits until the function has logged a text. */
  public void awaitLogged(String text) {
    while (!logged().contains(text)) {
      LockSupport.parkNanos(CHECK_INTERVAL.toNanos());
    }
  }

  /** Returns the process of the environment, so that it can be measured. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    api.close();
  }

  private String exit(Process ended) {
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
