package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.kinesisError;

import com.amazonaws.SdkClientException;
import com.amazonaws.http.timers.client.ClientExecutionTimeoutException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * One run over a stream in memory in which, by its seed, shards split and merge between any two
 * calls, listings are late or hide a shard, rows are refused, and calls fail, hang or lose their
 * answers.
 */
final class RandomRun {

  private static final List<String> CODES =
      List.of("ProvisionedThroughputExceededException", "InternalFailure");

  final FakeRun fake;
  final boolean oneAtATime;

  /** Whether a third of the shards are throttled at their first record. */
  final boolean refusesOnce;

  private final SplittableRandom random;
  private final double trouble;
  private final int lastGoodCall;
  private final double recovers;
  private final Map<String, String> brokenShards = new HashMap<>();
  private final Set<String> refusedBefore = new HashSet<>();

  private int calls;

  RandomRun(long seed) {
    random = new SplittableRandom(seed);
    fake = new FakeRun(random.nextInt(15) == 0 ? random.nextInt(90, 250) : random.nextInt(1, 13));
    trouble = random.nextInt(10) == 0 ? 0.97 : random.nextDouble(0.35);
    lastGoodCall = random.nextInt(20) == 0 ? random.nextInt(5) : Integer.MAX_VALUE;
    recovers = random.nextInt(12) == 0 ? 0.001 : 0.4;
    oneAtATime = random.nextInt(8) > 0;
    refusesOnce = random.nextInt(4) == 0;
    fake.time.setChance(random.nextDouble());
    fake.kinesis.beforeEachCall(this::beforeCall);
    fake.kinesis.beforeEachAnswer(this::beforeAnswer);
    fake.kinesis.refuse(this::refusal);
  }

  /**
   * Canaries of 1 MiB are written in batches of four, two at once; the waits of both add up then,
   * as there is one clock.
   */
  PrewarmReport run() {
    return fake.run(ByteBuffer.allocate(oneAtATime ? 10 : 1024 * 1024));
  }

  long listings() {
    return fake.kinesis.describedAfter.stream().filter("null"::equals).count();
  }

  Set<String> saidToBeThrottled() {
    return fake.log.lines().stream()
        .filter(line -> line.contains(": it stays throttled"))
        .map(line -> line.replaceAll(".*shardId=([^:]*):.*", "$1"))
        .collect(Collectors.toSet());
  }

  private boolean happens(double often) {
    return random.nextDouble() < often * trouble;
  }

  private void beforeCall(Duration most) {
    fake.time.pass(Duration.ofMillis(random.nextInt(40)));
    if (happens(0.3)) {
      reshard();
    }
    if (happens(0.2)) {
      fake.stream.lag();
    } else if (happens(0.2)) {
      fake.stream.hide(any(fake.stream.open()));
    } else if (random.nextDouble() < recovers) {
      fake.stream.showAll();
    }
    if (oneAtATime && happens(0.1)) {
      // What passed already is part of it.
      fake.time.pass(most.minusMillis(40));
      throw new ClientExecutionTimeoutException("took too long");
    }
    if (happens(0.5) || ++calls > lastGoodCall) {
      throw fault();
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

  private void beforeAnswer() {
    if (happens(0.2)) {
      throw fault();
    }
  }

  private RuntimeException fault() {
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

  private String refusal(String shardId) {
    if (happens(0.05)) {
      brokenShards.put(shardId, any(CODES));
    }
    if (refusesOnce && refusedBefore.add(shardId)) {
      return random.nextInt(3) == 0 ? CODES.get(0) : "";
    }
    return happens(0.3) ? any(CODES) : brokenShards.getOrDefault(shardId, "");
  }

  private <T> T any(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }
}
