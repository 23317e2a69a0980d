package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A local Runtime API for one runtime. It hands out as many concurrent invocations as the runtime
 * requests.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {

  static {
    // Avoids a delay of 40 ms between the headers and the body of a response.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final String PATH = "/2018-06-01/runtime/";
  private static final String ARN = "arn:aws:lambda:eu-west-1:000000000000:function:under-test";

  private final CompletableFuture<Void> initialized = new CompletableFuture<>();
  private final CompletableFuture<Object> initFailure = new CompletableFuture<>();
  private final BlockingQueue<Pending> waiting = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final Map<String, Pending> running = new ConcurrentHashMap<>();

  /** The response of an invocation, or its error. */
  record End(boolean failed, String json) {}

  private record Pending(
      String id, String event, Duration timeout, CompletableFuture<Object> end) {}

  RuntimeApi() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(PATH, this::serve);
    server.setExecutor(threads);
    server.start();
  }

  /** Returns the host and the port for {@code AWS_LAMBDA_RUNTIME_API}. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns a future that completes at the runtime's first call, which ends its init phase. */
  CompletableFuture<Void> initialized() {
    return initialized;
  }

  /**
   * Passes an invocation to the runtime and waits for its end.
   *
   * @param exit completes with a description when the runtime's process exits
   * @throws TimeoutException if neither happens before the timeout
   */
  End invoke(String event, Duration timeout, CompletableFuture<?> exit) throws TimeoutException {
    Pending invocation =
        new Pending(UUID.randomUUID().toString(), event, timeout, new CompletableFuture<>());
    waiting.add(invocation);
    try {
      Object result =
          CompletableFuture.anyOf(initFailure, invocation.end, exit)
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (result instanceof End end) {
        return end;
      }
      throw new AssertionError("the runtime ended " + result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String call = exchange.getRequestURI().getPath().substring(PATH.length());
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    initialized.complete(null);
    if (call.equals("invocation/next")) {
      sendNext(exchange);
    } else {
      // Completed before the response, because a runtime that failed exits after the response.
      endOf(call).complete(new End(!call.endsWith("/response"), body));
      respond(exchange, 202, "{}");
    }
  }

  private CompletableFuture<Object> endOf(String call) {
    return call.startsWith("init/") ? initFailure : running.remove(call.split("/")[1]).end;
  }

  private void sendNext(HttpExchange exchange) throws IOException {
    Pending next = takeNext();
    running.put(next.id, next);
    long deadline = System.currentTimeMillis() + next.timeout.toMillis();
    Headers headers = exchange.getResponseHeaders();
    headers.add("Lambda-Runtime-Aws-Request-Id", next.id);
    headers.add("Lambda-Runtime-Deadline-Ms", String.valueOf(deadline));
    headers.add("Lambda-Runtime-Invoked-Function-Arn", ARN);
    respond(exchange, 200, next.event);
  }

  private Pending takeNext() throws IOException {
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
}
