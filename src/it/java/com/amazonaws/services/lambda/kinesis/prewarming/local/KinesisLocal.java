package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.SdkClientException;
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.handlers.HandlerBeforeAttemptContext;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.AmazonKinesisClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A local Kinesis server: the npm package kinesis-local on the loopback address, in a process that
 * ends with this one.
 */
public final class KinesisLocal implements AutoCloseable {

  static {
    // Keeps the SDK's warning about its end of support out of the output.
    System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
  }

  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(50);

  /** Streams are created and resharded immediately. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "KINESIS_MOCK_TLS_PORT", "0",
          "SHARD_LIMIT", "100000",
          "LOG_LEVEL", "WARN",
          // Suppresses warnings on a busy machine.
          "CATS_EFFECT_CPU_STARVATION_CHECK_INITIAL_DELAY", "Inf",
          "CREATE_STREAM_DURATION", "0ms",
          "DELETE_STREAM_DURATION", "0ms",
          "SPLIT_SHARD_DURATION", "0ms",
          "MERGE_SHARDS_DURATION", "0ms");

  private final Process process;
  private final Path log;
  private final int port;
  private final Map<String, AmazonKinesis> clients = new ConcurrentHashMap<>();

  private KinesisLocal(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Starts a server and waits until it is ready. */
  public static KinesisLocal start() {
    Path log = ScratchFolder.newFile("kinesis-local-", ".log");
    int port = freePort();
    ProcessBuilder builder =
        KinesisLocalPackage.server().redirectErrorStream(true).redirectOutput(log.toFile());
    Command.removeProxy(builder);
    builder.environment().putAll(SETTINGS);
    builder.environment().put("KINESIS_MOCK_PLAIN_PORT", String.valueOf(port));
    return awaitReady(new KinesisLocal(run(builder), log, port));
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /**
   * Returns the SDK client for a Region of this server. If the server has ended, calls throw an
   * {@link IllegalStateException} with the last lines of the server's output.
   */
  public AmazonKinesis client(String region) {
    return clients.computeIfAbsent(region, this::newClient);
  }

  private AmazonKinesis newClient(String region) {
    return AmazonKinesisClientBuilder.standard()
        // Without a port, the SDK ignores a proxy that the environment sets.
        .withClientConfiguration(new ClientConfiguration().withProxyPort(0))
        .withEndpointConfiguration(new EndpointConfiguration(endpoint().toString(), region))
        .withCredentials(
            new AWSStaticCredentialsProvider(new BasicAWSCredentials("local", "local")))
        .withRequestHandlers(
            new RequestHandler2() {
              @Override
              public void beforeAttempt(HandlerBeforeAttemptContext attempt) {
                if (!process.isAlive()) {
                  throw new IllegalStateException(lastOutput());
                }
              }
            })
        .build();
  }

  private String lastOutput() {
    try {
      List<String> lines = Files.readAllLines(log);
      String last = String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
      return "kinesis-local ended with %d. The last lines of its output:\n%s"
          .formatted(process.exitValue(), last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // The server stores nothing on disk, and reacts to a milder signal only when it is idle.
    process.destroyForcibly().onExit().join();
  }

  private static KinesisLocal awaitReady(KinesisLocal server) {
    long start = System.nanoTime();
    AmazonKinesis client = server.newClient("eu-west-1");
    while (System.nanoTime() - start < START_TIMEOUT.toNanos()) {
      try {
        client.listStreams();
        return server;
      } catch (SdkClientException e) {
        LockSupport.parkNanos(CHECK_INTERVAL.toNanos());
      }
    }
    server.close();
    throw new IllegalStateException("kinesis-local did not start within " + START_TIMEOUT);
  }

  private static Process run(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IllegalStateException(KinesisLocalPackage.NODE_REQUIRED, e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
