package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run that left no shard out.
 *
 * @param streamName the stream
 * @param regionName its region
 * @param openShards how many shards were open at the end of the run
 * @param canaries one for each of them that was not throttled
 * @param throttledShards those too busy to take a canary, whose consumers are awake
 */
record PrewarmReport(
    String streamName,
    String regionName,
    int openShards,
    List<Landed> canaries,
    List<String> throttledShards) {

  /** The report of a run that ended with these outcomes, one an open shard. */
  static PrewarmReport of(PrewarmRequest request, List<CanaryOutcome> outcomes) {
    return new PrewarmReport(
        request.streamName(),
        request.regionName(),
        outcomes.size(),
        CanaryOutcome.only(Landed.class, outcomes),
        CanaryOutcome.targetIds(CanaryOutcome.only(Throttled.class, outcomes)));
  }

  PrewarmReport {
    canaries = List.copyOf(canaries);
    throttledShards = List.copyOf(throttledShards);
  }

  /** What the function answers; {@code throttledShards} only where there are any. */
  Map<String, Object> toJsonObject() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("streamName", streamName);
    object.put("regionName", regionName);
    object.put("openShards", openShards);
    object.put("canaries", canaries.stream().map(PrewarmReport::toJsonObject).toList());
    if (!throttledShards.isEmpty()) {
      object.put("throttledShards", throttledShards);
    }
    return object;
  }

  private static Map<String, String> toJsonObject(Landed canary) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("shardId", canary.shardId());
    object.put("explicitHashKey", canary.target().startingHashKey().toString());
    object.put("sequenceNumber", canary.sequenceNumber());
    return object;
  }
}
