package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the packaged jar on a network that fails: name servers, TLS connections, and proxies. The
 * tests run concurrently, because they mostly wait.
 */
@Execution(ExecutionMode.CONCURRENT)
class NetworkIT {

  private static final String HOST = "kinesis.test";
  private static final Duration TIMEOUT = Duration.ofSeconds(9);
  private static final Duration API_GATEWAY_TIMEOUT = Duration.ofSeconds(29);
  private static final String PASSWORD = "changeit";

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

      assertTrue(result.errorMessage().contains("DNS"), result.json());
    }
  }

  @Test
  void respondsBeforeApiGatewayTimeoutWhenNameServerDoesNotRespond() throws IOException {
    String call = Local.apiCall(Local.eventFor(stream, "canary"), false);
    try (LambdaRuntime function = startWithNamedEndpoint(silentNameServer())) {
      LambdaRuntime.Result result = function.invoke(call);

      assertTrue(result.elapsed().compareTo(API_GATEWAY_TIMEOUT) < 0, result.elapsed()::toString);
      assertEquals(504, result.body().get("statusCode").asInt(), result.json());
      assertTrue(result.body().get("body").asText().contains("DNS"), result.json());
    }
  }

  /** The first invocation warms the server up, because a TLS handshake has one second. */
  @Test
  void keepsDeadlineThroughTlsAndFailsImmediatelyWhenCertificateIsNotTrusted() throws IOException {
    Path keyStore = newKeyStore();
    try (KinesisProxy proxy = new KinesisProxy(Local.KINESIS.endpoint(), keyStore, PASSWORD);
        LambdaRuntime trusting = startTrusting(keyStore, proxy.endpoint());
        LambdaRuntime distrusting = LambdaRuntime.startAgainst(proxy.endpoint())) {
      LambdaRuntime.Result written = trusting.invoke(Local.eventFor(stream, "canary"));
      assertFalse(written.failed(), written.json());

      LambdaRuntime.Result rejected = distrusting.invoke(Local.eventFor(stream, "canary"));
      assertTrue(rejected.errorMessage().contains("certificate"), rejected.json());
      assertEquals(List.of(), rejected.logged("attempt"));

      proxy.respondAlways(KinesisProxy.PUT, KinesisProxy.hanging());
      LambdaRuntime.Result late = trusting.invoke(Local.eventFor(stream, "canary"), TIMEOUT);
      assertTrue(late.errorMessage().contains("4 of 4 open shards"), late.json());
    }
  }

  /**
   * The first invocation warms the server up. The second one sends 4 MB, which is more than the
   * buffers of the connection can take.
   */
  @Test
  void failsBeforeTimeoutWhenTlsServerStopsReading() throws Exception {
    Path keyStore = newKeyStore();
    try (StallingTlsServer server =
            new StallingTlsServer(Local.KINESIS.endpoint(), keyStore, PASSWORD);
        LambdaRuntime function = startTrusting(keyStore, server.endpoint())) {
      LambdaRuntime.Result small = function.invoke(Local.eventFor(stream, "canary"));
      assertFalse(small.failed(), small.json());

      LambdaRuntime.Result result =
          function.invoke(Local.eventFor(stream, "x".repeat(1_000_000)), TIMEOUT);

      assertTrue(result.errorMessage().contains("4 of 4 open shards"), result.json());
    }
  }

  /** The proxy rejects the host, requires a password, or is too busy. */
  @ParameterizedTest
  @ValueSource(ints = {403, 407, 503})
  void connectsThroughProxyWhenHttpsProxyHasNoScheme(int status) throws IOException {
    Path noNames = Files.createFile(folder.resolve("hosts"));
    Set<String> requests = ConcurrentHashMap.newKeySet();
    try (ServerSocket proxy = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      new Thread(new FutureTask<>(() -> reject(proxy, status, requests))).start();
      String address = "127.0.0.1:" + proxy.getLocalPort();
      try (LambdaRuntime function = start(noNames, "", Map.of("HTTPS_PROXY", address))) {
        LambdaRuntime.Result result = function.invoke(Local.eventFor(stream, "canary"), TIMEOUT);

        assertEquals(Set.of("CONNECT kinesis.eu-west-1.amazonaws.com:443 HTTP/1.1"), requests);
        String shown = result.log() + result.errorMessage();
        assertTrue(shown.contains("no message (no error code, HTTP " + status + ")"), shown);
        assertFalse(shown.endsWith("null"), shown);
      }
    }
  }

  /** Rejects all connections to a proxy, and adds the first lines of the requests to a set. */
  private static Void reject(ServerSocket proxy, int status, Set<String> requests)
      throws IOException {
    String response = "HTTP/1.1 " + status + " Rejected\r\nContent-Length: 0\r\n\r\n";
    while (true) {
      try (Socket connection = proxy.accept();
          Scanner request = new Scanner(connection.getInputStream()).useDelimiter("\r\n\r\n")) {
        requests.add(request.next().split("\r\n")[0]);
        connection.getOutputStream().write(response.getBytes(US_ASCII));
      }
    }
  }

  /** Creates a key store with a self-signed certificate for the loopback address. */
  private Path newKeyStore() throws IOException {
    Path keyStore = folder.resolve("certificate.p12");
    String options = "-genkeypair -alias kinesis -keyalg EC -dname CN=test -ext san=ip:127.0.0.1";
    List<Object> words = new ArrayList<>(List.of(options.split(" ")));
    words.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool"));
    words.addAll(List.of("-storepass", PASSWORD, "-keystore", keyStore));
    Command.of(words.toArray()).output();
    return keyStore;
  }

  private static LambdaRuntime startTrusting(Path keyStore, String endpoint) {
    return LambdaRuntime.start(
        List.of(
            "-Djavax.net.ssl.trustStore=" + keyStore,
            "-Djavax.net.ssl.trustStorePassword=" + PASSWORD),
        LambdaRuntime.environmentFor(endpoint));
  }

  /** Creates a named pipe that nothing writes to, so that each look-up hangs. */
  private Path silentNameServer() throws IOException {
    Path pipe = folder.resolve("names");
    Command.of("mkfifo", pipe).output();
    return pipe;
  }

  private static LambdaRuntime startWithNamedEndpoint(Path names) {
    return start(names, "http://" + HOST + ":" + Local.KINESIS.endpoint().getPort(), Map.of());
  }

  /** Starts the function with a file that Java reads at each look-up instead of using DNS. */
  private static LambdaRuntime start(Path names, String endpoint, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(LambdaRuntime.environmentFor(endpoint));
    environment.putAll(more);
    return LambdaRuntime.start(
        List.of("-Djdk.net.hosts.file=" + names, "-Dsun.net.inetaddr.ttl=0"), environment);
  }

  private static void write(Path file, String line) {
    try {
      Files.writeString(file, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
