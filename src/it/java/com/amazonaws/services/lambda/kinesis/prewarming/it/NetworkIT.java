package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Runs the packaged jar on a network that fails: name servers, TLS connections and proxies. The
 * tests run concurrently, because they mostly wait.
 */
@Execution(ExecutionMode.CONCURRENT)
class NetworkIT {

  private static final String HOST = "kinesis.test";
  private static final Duration TIMEOUT = Duration.ofSeconds(9);
  private static final Duration API_GATEWAY_TIMEOUT = Duration.ofSeconds(29);

  private final TestStream stream = Local.newStream(4);

  @TempDir private Path folder;

  @Test
  void retriesWhenHostNameIsNotFoundAtFirst() throws IOException {
    Path names = Files.createFile(folder.resolve("hosts"));
    try (LambdaRuntime function = startWithNamedEndpoint(names)) {
      CompletableFuture.runAsync(
          () -> {
            function.awaitLogged("attempt 1");
            write(names, "127.0.0.1 " + HOST);
          });

      LambdaRuntime.Result result = function.invoke(Local.eventFor(stream, "canary"));

      assertFalse(result.failed(), result.json());
      assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
    }
  }

  @Test
  void failsBeforeTimeoutWhenNameServerDoesNotRespond() throws IOException {
    try (LambdaRuntime function = startWithNamedEndpoint(silentNameServer())) {
      LambdaRuntime.Result result = function.invoke(Local.eventFor(stream, "canary"), TIMEOUT);

      assertTrue(result.failed(), result.json());
      assertTrue(result.errorMessage().contains("DNS"), result.json());
    }
  }

  @Test
  void respondsBeforeApiGatewayTimeoutWhenNameServerDoesNotRespond() throws IOException {
    try (LambdaRuntime function = startWithNamedEndpoint(silentNameServer())) {
      LambdaRuntime.Result result =
          function.invoke(Local.apiCall(Local.eventFor(stream, "canary"), false));

      assertTrue(result.elapsed().compareTo(API_GATEWAY_TIMEOUT) < 0, result.elapsed()::toString);
      assertTrue(result.body().get("statusCode").asInt() >= 500, result.json());
      assertTrue(result.body().get("body").asText().contains("DNS"), result.json());
    }
  }

  @Test
  void failsBeforeTimeoutWhenTlsServerStopsReading() throws Exception {
    TestStream large = Local.newStream(40);
    try (StallingTlsServer server = new StallingTlsServer(Local.KINESIS.endpoint(), folder);
        LambdaRuntime function =
            LambdaRuntime.start(server.trust(), LambdaRuntime.environmentFor(server.endpoint()))) {
      LambdaRuntime.Result small = function.invoke(Local.eventFor(stream, "canary"));
      assertFalse(small.failed(), small.json());

      LambdaRuntime.Result result =
          function.invoke(Local.eventFor(large, "x".repeat(200_000)), TIMEOUT);

      assertTrue(result.failed(), result.json());
      assertTrue(result.errorMessage().contains("40 of 40 open shards"), result.json());
    }
  }

  @Test
  void failsImmediatelyWhenCertificateIsNotTrusted() throws Exception {
    try (StallingTlsServer server = new StallingTlsServer(Local.KINESIS.endpoint(), folder);
        LambdaRuntime function = LambdaRuntime.startAgainst(server.endpoint())) {
      LambdaRuntime.Result result = function.invoke(Local.eventFor(stream, "canary"));

      assertTrue(result.failed(), result.json());
      assertTrue(result.errorMessage().contains("certificate"), result.json());
      assertEquals(List.of(), result.logged("attempt"));
    }
  }

  @Test
  void connectsThroughProxyWhenHttpsProxyHasNoScheme() throws IOException {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> request = CompletableFuture.supplyAsync(() -> reject(proxy));
      String address = "127.0.0.1:" + proxy.getLocalPort();
      Path noNames = Files.createFile(folder.resolve("hosts"));
      try (LambdaRuntime function = start(noNames, "", Map.of("HTTPS_PROXY", address))) {
        LambdaRuntime.Result result = function.invoke(Local.eventFor(stream, "canary"), TIMEOUT);

        assertEquals(
            "CONNECT kinesis.eu-west-1.amazonaws.com:443 HTTP/1.1", request.getNow("no request"));
        assertTrue(result.failed(), result.json());
        assertFalse(result.errorMessage().contains("null"), result.json());
      }
    }
  }

  /** Starts the function with a file that Java reads at each look-up instead of using DNS. */
  private static LambdaRuntime start(Path names, String endpoint, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(LambdaRuntime.environmentFor(endpoint));
    environment.putAll(more);
    return LambdaRuntime.start(
        List.of("-Djdk.net.hosts.file=" + names, "-Dsun.net.inetaddr.ttl=0"), environment);
  }

  private static LambdaRuntime startWithNamedEndpoint(Path names) {
    String endpoint = "http://" + HOST + ":" + Local.KINESIS.endpoint().getPort();
    return start(names, endpoint, Map.of());
  }

  /** Creates a named pipe that nothing writes to, so that each look-up hangs. */
  private Path silentNameServer() throws IOException {
    Path pipe = folder.resolve("names");
    Command.of("mkfifo", pipe).output();
    return pipe;
  }

  private static void write(Path file, String line) {
    try {
      Files.writeString(file, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rejects the first connection to a proxy and returns the first line of its request. */
  private static String reject(ServerSocket proxy) {
    try (Socket connection = proxy.accept()) {
      BufferedReader request =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
      String first = request.readLine();
      while (!request.readLine().isEmpty()) {}
      connection
          .getOutputStream()
          .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
      return first;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
