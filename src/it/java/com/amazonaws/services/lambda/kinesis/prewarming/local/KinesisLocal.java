package com.amazonaws.services.lambda.kinesis.prewarming.local;

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
import java.util.function.Consumer;

/**
 * A Kinesis server of our own on the loopback address: kinesis-local, from npm, in a process that
 * ends with this one.
 */
public final class KinesisLocal implements AutoCloseable {

  static {
    // As the function does: no greeting from the SDK in the midst of the tests' output.
    System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
  }

  private static final Duration READY_WITHIN = Duration.ofMinutes(1);
  private static final Duration BETWEEN_CHECKS = Duration.ofMillis(50);

  private final Process process;
  private final Path log;
  private final int port;
  private final Map<String, AmazonKinesis> clients = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private KinesisLocal(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** A server where streams change at once, with room for the largest test. */
  public static KinesisLocal start() {
    return start("0ms");
  }

  /** A server where creating a stream takes longer than any test. */
  public static KinesisLocal startSlowToCreate() {
    return start("600s");
  }

  private static KinesisLocal start(String createDuration) {
    Path log = ScratchFolder.newFile("kinesis-local-", ".log");
    int port = freePort();
    ProcessBuilder builder =
        KinesisLocalPackage.server().redirectErrorStream(true).redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("KINESIS_MOCK_PLAIN_PORT", String.valueOf(port));
    environment.put("KINESIS_MOCK_TLS_PORT", "0");
    environment.put("SHARD_LIMIT", "100000");
    environment.put("LOG_LEVEL", "WARN");
    // No word about a busy machine.
    environment.put("CATS_EFFECT_CPU_STARVATION_CHECK_INITIAL_DELAY", "Inf");
    environment.put("CREATE_STREAM_DURATION", createDuration);
    environment.put("DELETE_STREAM_DURATION", "0ms");
    environment.put("SPLIT_SHARD_DURATION", "0ms");
    environment.put("MERGE_SHARDS_DURATION", "0ms");
    return awaitReady(new KinesisLocal(run(builder), log, port));
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /**
   * A client of the AWS SDK for that region of this server. Its calls throw an {@link
   * IllegalStateException} with the server's last words once that has ended.
   */
  public AmazonKinesis client(String region) {
    return clients.computeIfAbsent(region, this::newClient);
  }

  private AmazonKinesis newClient(String region) {
    return AmazonKinesisClientBuilder.standard()
        .withEndpointConfiguration(new EndpointConfiguration(endpoint().toString(), region))
        .withCredentials(
            new AWSStaticCredentialsProvider(new BasicAWSCredentials("local", "local")))
        .withRequestHandlers(
            new RequestHandler2() {
              @Override
              public void beforeAttempt(HandlerBeforeAttemptContext attempt) {
                requireRunning();
              }
            })
        .build();
  }

  /**
   * Nothing, while the server runs.
   *
   * @throws IllegalStateException if it ended, with its exit code and the last lines of its output
   */
  public void requireRunning() {
    if (!process.isAlive()) {
      throw new IllegalStateException(lastWords());
    }
  }

  /** Tells of the server's end, should it come before it is closed: its code and last lines. */
  public void onUnexpectedEnd(Consumer<String> listener) {
    process
        .onExit()
        .thenRun(
            () -> {
              if (!closed) {
                listener.accept(lastWords());
              }
            });
  }

  /** The process of the server, to end it. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      String last = String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
      return "kinesis-local ended with %d. Its last lines:\n%s"
          .formatted(process.exitValue(), last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    // It keeps nothing on disk, and would answer a milder signal only when idle.
    process.destroyForcibly().onExit().join();
  }

  private static KinesisLocal awaitReady(KinesisLocal server) {
    long start = System.nanoTime();
    AmazonKinesis client = server.newClient("eu-west-1");
    while (System.nanoTime() - start < READY_WITHIN.toNanos()) {
      try {
        client.listStreams();
        return server;
      } catch (SdkClientException e) {
        LockSupport.parkNanos(BETWEEN_CHECKS.toNanos());
      }
    }
    server.close();
    throw new IllegalStateException("kinesis-local did not start in time");
  }

  private static Process run(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IllegalStateException(KinesisLocalPackage.NEEDS_NODE, e);
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
