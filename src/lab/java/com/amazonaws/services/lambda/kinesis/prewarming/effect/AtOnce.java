package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Why write all canaries at once? */
final class AtOnce {

  private static final int[] SHARDS = {4, 16, 64, 250, 1_000};

  private AtOnce() {}

  static void plots() {
    plot("Standard mapping", Assumptions.STANDARD, "effect-at-once-standard");
    plot("Enhanced fan-out", Assumptions.FAN_OUT, "effect-at-once-fan-out");
  }

  private static void plot(String mappingName, Mapping mapping, String file) {
    new Chart(mappingName + ": a record in every shard after quiet", "open shards")
        .logarithmic()
        .band("canaries at once", cold(mapping, Assumptions::atOnce))
        .band("one by one, 4.5 ms apart", cold(mapping, Assumptions::oneByOne))
        .save(file);
  }

  private static Map<Double, Range> cold(Mapping mapping, IntFunction<Canaries> canaries) {
    Map<Double, Range> cold = new LinkedHashMap<>();
    for (int shards : SHARDS) {
      cold.put((double) shards, cold(shards, mapping, canaries));
    }
    return cold;
  }

  /** The share of cold records, where canaries are held as long as the work. */
  static Range cold(int shards, Mapping mapping, IntFunction<Canaries> canaries) {
    Settings settings = Assumptions.base(shards).with(mapping).hold(Assumptions.WORK);
    return Sweep.of(settings.with(canaries.apply(shards))).range(Outcome::cold);
  }
}
