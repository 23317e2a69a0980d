package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.kinesisError;

import com.amazonaws.SdkClientException;
import com.amazonaws.http.timers.client.ClientExecutionTimeoutException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run over a stream in memory. Its seed decides what goes wrong: shards split and merge between
 * any two calls and while responses are late, listings lag or hide a shard, records are rejected,
 * calls fail, hang, are rejected permanently or lose their responses, the stream is UPDATING for a
 * while, and Kinesis ignores hash keys.
 */
final class RandomRun {

  private static final List<String> CODES =
      List.of("ProvisionedThroughputExceededException", "InternalFailure");

  final FakeRun fake;
  final boolean oneCallAtATime;

  /** Whether a third of the shards are throttled at their first record. */
  final boolean rejectsFirst;

  private final SplittableRandom random;
  private final double trouble;
  private final int lastGoodCall;
  private final boolean endsInRejection;
  private final double recovers;
  private final Duration updatingUntil;
  private final Map<String, String> brokenShards = new HashMap<>();
  private final Set<String> rejectedBefore = new HashSet<>();

  /** When the last DescribeStream response arrived. */
  long listedAt;

  private int calls;
  private int placed;

  RandomRun(long seed) {
    random = new SplittableRandom(seed);
    fake = new FakeRun(random.nextInt(15) == 0 ? random.nextInt(90, 250) : random.nextInt(1, 13));
    trouble = random.nextInt(10) == 0 ? 0.97 : random.nextDouble(0.35);
    lastGoodCall = random.nextInt(12) == 0 ? random.nextInt(8) : Integer.MAX_VALUE;
    endsInRejection = random.nextBoolean();
    recovers = random.nextInt(12) == 0 ? 0.001 : 0.4;
    oneCallAtATime = random.nextInt(8) > 0;
    rejectsFirst = random.nextInt(4) == 0;
    updatingUntil = Duration.ofSeconds(random.nextInt(8) == 0 ? random.nextInt(1, 25) : 0);
    fake.time.setChance(random.nextDouble());
    fake.kinesis.beforeEachCall(this::beforeCall);
    fake.kinesis.beforeEachAnswer(this::beforeResponse);
    fake.kinesis.beforeEachListingResponse(
        () -> {
          delayResponse(0.1);
          listedAt = fake.time.nanos();
        });
    fake.kinesis.refuse(this::rejection);
    int strategy = random.nextInt(30);
    if (fake.stream.open().size() < 50) {
      placeRecords(strategy);
    }
  }

  private void placeRecords(int strategy) {
    if (strategy < 2) {
      fake.stream.placeRecords(open -> open.get(placed++ % open.size()));
    } else if (strategy < 4) {
      fake.stream.placeRecords(this::any);
    } else if (strategy == 4) {
      fake.stream.placeRecords(
          open -> open.stream().min(Comparator.comparing(fake.stream::recordsIn)).orElseThrow());
    } else if (strategy == 5) {
      fake.stream.placeRecords(open -> open.get(0));
    }
  }

  /**
   * Runs the function. Canaries of 1 MiB are written in batches of four, two at a time. Both
   * batches advance the only clock, so that their waits add up.
   */
  PrewarmReport run() {
    return fake.run(ByteBuffer.allocate(oneCallAtATime ? 10 : 1024 * 1024));
  }

  boolean listsAgain() {
    return logged("INFO listing stream orders again");
  }

  boolean logged(String text) {
    return fake.log.lines().stream().anyMatch(line -> line.contains(text));
  }

  /** Whether a canary for a shard landed in a newer one, so that the run knows that it closed. */
  boolean isClosedByItsCanary(String shardId) {
    return fake.stream.ignoresHashKeys()
        ? hasCanaryElsewhere(shardId)
        : landings(shardId).anyMatch(landedIn -> landedIn.compareTo(shardId) > 0);
  }

  /** Whether a canary for a shard landed in another one, for whatever reason. */
  boolean hasCanaryElsewhere(String shardId) {
    return landings(shardId).anyMatch(landedIn -> !landedIn.equals(shardId));
  }

  private Stream<String> landings(String shardId) {
    return fake.kinesis.delivered.stream()
        .map(each -> each.split(" "))
        .filter(each -> each[1].equals(fake.stream.startOf(shardId)))
        .map(each -> each[0]);
  }

  Set<String> throttledByLog() {
    return fake.log.lines().stream()
        .filter(line -> line.contains(": the shard is throttled"))
        .map(line -> line.replaceAll(".*shardId=([^:]*):.*", "$1"))
        .collect(Collectors.toSet());
  }

  private boolean happens(double often) {
    return random.nextDouble() < often * trouble;
  }

  private void beforeCall(Duration limit) {
    fake.time.pass(Duration.ofMillis(random.nextInt(40)));
    boolean updating = fake.deadline.elapsed().compareTo(updatingUntil) < 0;
    fake.stream.setStatus(updating ? "UPDATING" : "ACTIVE");
    if (happens(0.3) || updating && random.nextBoolean()) {
      reshard();
    }
    if (happens(0.2)) {
      fake.stream.lag();
    } else if (happens(0.2)) {
      fake.stream.hide(any(fake.stream.open()));
    } else if (random.nextDouble() < recovers) {
      fake.stream.showAll();
    }
    if (oneCallAtATime && happens(0.1)) {
      // The time that passed already is a part of the limit.
      fake.time.pass(limit.minusMillis(40));
      throw new ClientExecutionTimeoutException("took too long");
    }
    if (happens(0.5) || ++calls > lastGoodCall) {
      throw error();
    }
  }

  private void reshard() {
    List<String> open = fake.stream.open();
    if (open.size() > 1 && random.nextBoolean()) {
      fake.stream.merge(any(open.subList(0, open.size() - 1)));
    } else {
      fake.stream.split(any(open));
    }
  }

  /** The records are written. The response can be late, and the stream changes meanwhile. */
  private void beforeResponse() {
    delayResponse(0.3);
    if (happens(0.2)) {
      throw error();
    }
  }

  private void delayResponse(double often) {
    Duration remaining = FakeRun.TIME.minus(fake.deadline.elapsed());
    if (oneCallAtATime && happens(often) && remaining.compareTo(Duration.ofSeconds(14)) > 0) {
      fake.time.pass(Duration.ofMillis(random.nextInt(500, 3_000)));
      reshard();
      fake.time.pass(Duration.ofMillis(random.nextInt(1_001, 3_000)));
    }
  }

  private RuntimeException error() {
    if (calls > lastGoodCall && endsInRejection) {
      return kinesisError(400, "AccessDeniedException");
    }
    return switch (random.nextInt(4)) {
      case 0 -> kinesisError(400, "LimitExceededException");
      case 1 -> kinesisError(503, "ServiceUnavailable");
      case 2 -> new SdkClientException("reset", new SocketException("Connection reset"));
      default -> {
        fake.time.pass(Duration.ofMillis(random.nextInt(40)));
        yield kinesisError(500, "InternalFailure");
      }
    };
  }

  private String rejection(String shardId) {
    if (happens(0.05)) {
      brokenShards.put(shardId, any(CODES));
    }
    if (rejectsFirst && rejectedBefore.add(shardId)) {
      return random.nextInt(3) == 0 ? CODES.get(0) : "";
    }
    return happens(0.3) ? any(CODES) : brokenShards.getOrDefault(shardId, "");
  }

  private <T> T any(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }
}
