package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.kinesis.model.Record;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When the canaries of each run arrived, as Kinesis itself stamped them, read back from the shards.
 */
final class Arrivals {

  private final Map<String, List<Long>> byCanary = new HashMap<>();
  private final int openShards;

  private Arrivals(int openShards) {
    this.openShards = openShards;
  }

  /**
   * Reads all open shards.
   *
   * @throws AssertionError if a shard holds a canary twice
   */
  static Arrivals readBack(TestStream stream) {
    List<Shard> open = stream.open();
    Arrivals arrivals = new Arrivals(open.size());
    open.forEach(shard -> arrivals.read(stream, shard.getShardId()));
    return arrivals;
  }

  private void read(TestStream stream, String shardId) {
    Set<String> texts = new HashSet<>();
    for (Record canary : stream.records(shardId)) {
      String text = StandardCharsets.UTF_8.decode(canary.getData()).toString();
      if (!texts.add(text) && !text.equals("warm-up")) {
        throw new AssertionError(shardId + " holds twice " + text);
      }
      long time = canary.getApproximateArrivalTimestamp().getTime();
      byCanary.computeIfAbsent(text, t -> new ArrayList<>()).add(time);
    }
  }

  /**
   * Milliseconds from the first of these canaries to the last.
   *
   * @throws AssertionError if one is missing in an open shard
   */
  double spreadMillis(String canary) {
    List<Long> times = byCanary.getOrDefault(canary, List.of());
    if (times.size() != openShards) {
      throw new AssertionError(canary + " is in " + times.size() + " of " + openShards + " shards");
    }
    return Collections.max(times) - Collections.min(times);
  }
}
