package com.amazonaws.services.lambda.kinesis.prewarming;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * An execution environment as Lambda makes it: the real Java runtime interface client in a process
 * of its own, with the unpacked jar as its task root, served by a local Runtime API.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
final class LambdaRuntime implements AutoCloseable {

  private static final String API = "/2018-06-01/runtime/";
  private static final String HANDLER =
      "com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingHandler::handleRequest";

  private final CompletableFuture<Void> initialized = new CompletableFuture<>();
  private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(LambdaRuntime::daemon);
  private final HttpServer server;
  private final Path log;
  private final Process process;
  private volatile Invocation current;

  /** What became of an invocation: whether it failed, its JSON answer, and the lines it logged. */
  record Answer(boolean failed, String json, List<String> log, Duration took) {

    /** The answer's JSON. */
    JsonNode body() {
      return Local.read(json);
    }

    /** What a failed invocation says. */
    String errorMessage() {
      return body().path("errorMessage").asText();
    }

    /** The log's lines that hold this text. */
    List<String> logged(String text) {
      return log.stream().filter(line -> line.contains(text)).toList();
    }
  }

  private record Invocation(
      String id,
      String event,
      Duration timeout,
      CompletableFuture<Map.Entry<Boolean, String>> end) {}

  private LambdaRuntime(
      Path jar, String handler, List<String> jvmOptions, Map<String, String> env) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(API, this::serve);
      server.setExecutor(threads);
      server.start();
      log = Files.createTempFile(Path.of("target"), "lambda-", ".log");
      process = startClient(TaskRoot.of(jar), handler, jvmOptions, env);
      // Each client unpacks its native library to one fixed path: one must be done before the next.
      CompletableFuture.anyOf(initialized, process.onExit()).join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The packaged function, with these environment variables beside those that Lambda sets. */
  static LambdaRuntime start(Map<String, String> environment) {
    return start(packagedJar(), HANDLER, List.of(), environment);
  }

  /** Any handler of any jar, under a JVM with these options. */
  static LambdaRuntime start(
      Path jar, String handler, List<String> jvmOptions, Map<String, String> environment) {
    return new LambdaRuntime(jar, handler, jvmOptions, environment);
  }

  /** The function in eu-west-1, with Kinesis at that endpoint and credentials that are none. */
  static LambdaRuntime startAgainst(String endpoint) {
    return start(environmentFor(endpoint));
  }

  static Map<String, String> environmentFor(String endpoint) {
    return Map.of(
        "AWS_REGION", "eu-west-1",
        "AWS_ENDPOINT_URL_KINESIS", endpoint,
        "AWS_ACCESS_KEY_ID", "local",
        "AWS_SECRET_ACCESS_KEY", "local");
  }

  /** The deployable jar of this build. */
  static Path packagedJar() {
    return Path.of(System.getProperty("prewarming.jar", "target/kinesis-prewarming-1.0.0.jar"));
  }

  /** Invokes the function with a minute to spare. */
  Answer invoke(String event) {
    return invoke(event, Duration.ofMinutes(1));
  }

  /**
   * Invokes the function once.
   *
   * @throws AssertionError if it did not answer in time, where Lambda would have killed it
   */
  Answer invoke(String event, Duration timeout) {
    Invocation invocation =
        new Invocation(UUID.randomUUID().toString(), event, timeout, new CompletableFuture<>());
    try {
      int logged = Files.readString(log).length();
      long start = System.nanoTime();
      waiting.add(invocation);
      Map.Entry<Boolean, String> end =
          CompletableFuture.anyOf(invocation.end, process.onExit())
              .thenApply(done -> invocation.end.getNow(null))
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      if (end == null) {
        throw new AssertionError("the runtime ended:\n" + Files.readString(log));
      }
      String lines = Files.readString(log).substring(logged);
      return new Answer(end.getKey(), end.getValue(), lines.lines().toList(), took);
    } catch (TimeoutException e) {
      throw new AssertionError("Task timed out after " + timeout, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The process of the runtime, to measure it. */
  ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String call = exchange.getRequestURI().getPath().substring(API.length());
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    initialized.complete(null);
    if (call.equals("invocation/next")) {
      giveNext(exchange);
    } else {
      respond(exchange, 202, "{}");
      boolean failed = !call.endsWith("/response");
      (call.startsWith("init/") ? takeNext() : current).end.complete(Map.entry(failed, body));
    }
  }

  private void giveNext(HttpExchange exchange) throws IOException {
    current = takeNext();
    long deadline = System.currentTimeMillis() + current.timeout.toMillis();
    exchange.getResponseHeaders().add("Lambda-Runtime-Aws-Request-Id", current.id);
    exchange.getResponseHeaders().add("Lambda-Runtime-Deadline-Ms", String.valueOf(deadline));
    exchange
        .getResponseHeaders()
        .add(
            "Lambda-Runtime-Invoked-Function-Arn",
            "arn:aws:lambda:eu-west-1:000000000000:function:kinesis-prewarming");
    respond(exchange, 200, current.event);
  }

  private Invocation takeNext() throws IOException {
    try {
      return waiting.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Process startClient(
      Path taskRoot, String handler, List<String> jvmOptions, Map<String, String> env)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As Lambda starts it: one collector thread, and the quick compiler alone.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", clientClassPath()));
    command.add("com.amazonaws.services.lambda.runtime.api.client.AWSLambda");
    command.add(handler);
    ProcessBuilder builder = new ProcessBuilder(command).directory(taskRoot.toFile());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder
        .environment()
        .put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + server.getAddress().getPort());
    builder.environment().putAll(env);
    return builder.start();
  }

  private static String clientClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.matches(".*(aws-lambda-java-(core|runtime|serial)|utils-lite).*"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "runtime-api");
    thread.setDaemon(true);
    return thread;
  }
}
