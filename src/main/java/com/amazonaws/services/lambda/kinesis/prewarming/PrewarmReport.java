package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of a run that covered every open shard.
 *
 * @param streamName the name of the stream
 * @param regionName the Region of the stream
 * @param openShards the number of shards that were open at the end of the run
 * @param canaries one canary for each open shard that is not throttled
 * @param throttledShards the IDs of the open shards that need no canary, because they are at their
 *     write limit and their consumers are warm
 */
record PrewarmReport(
    String streamName,
    String regionName,
    int openShards,
    List<Landed> canaries,
    List<String> throttledShards) {

  /** Creates the report of a run from its outcomes, one for each open shard. */
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

  /**
   * Returns the response of the function as a JSON object. The field {@code throttledShards} is
   * present only if there are throttled shards.
   */
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
