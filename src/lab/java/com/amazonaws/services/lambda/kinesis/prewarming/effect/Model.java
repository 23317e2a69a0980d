package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A discrete-event model of a Lambda function that reads a Kinesis stream. Each lane (a shard, or a
 * slot of a shard with a parallelization factor) has one batch in work at a time; what comes
 * meanwhile waits and makes the next batch. The same settings and seed give the same result.
 */
final class Model {

  private final Settings settings;
  private final SplittableRandom random;
  private final Timeline timeline = new Timeline();
  private final Pool pool;
  private final Mapping.Readers readers;
  private final Lane[] lanes;
  private final List<Duration> waits = new ArrayList<>();
  private final long quiet;
  private final long coldStart;
  private final long hold;
  private final long work;
  private int coldRecords;
  private int environments;
  private int canaryBatches;
  private long canaryTime;
  private long lastRecord;

  private Model(Settings settings, long seed) {
    this.settings = settings;
    random = new SplittableRandom(seed);
    pool = new Pool(settings.platform(), random.split());
    readers = settings.mapping().readers(settings.shards(), random.split());
    lanes = new Lane[settings.shards() * settings.factor()];
    Arrays.setAll(lanes, i -> new Lane());
    quiet = settings.quiet().toNanos();
    coldStart = settings.platform().coldStart().toNanos();
    hold = settings.hold().toNanos();
    work = settings.work().toNanos();
  }

  /** Runs one experiment. */
  static Result run(Settings settings, long seed) {
    return new Model(settings, seed).run();
  }

  private Result run() {
    // First, so that at the same moment nothing of it is counted.
    timeline.at(quiet, () -> environments = pool.idle(timeline.now()));
    settings.traffic().produce(settings.shards(), random.split(), this::planRecord);
    if (settings.canaries().shards() > 0) {
      timeline.at(0, () -> startCanaries(0));
    }
    timeline.run();
    return new Result(
        coldRecords, environments, waits, canaryBatches, Duration.ofNanos(canaryTime));
  }

  private void planRecord(int shard, long afterQuiet) {
    long arrival = quiet + afterQuiet;
    lastRecord = Math.max(lastRecord, arrival);
    timeline.at(arrival, () -> arrive(shard, arrival));
  }

  /** Starts the run of canaries that was planned for now, and plans the next one. */
  private void startCanaries(long planned) {
    Canaries canaries = settings.canaries();
    long start = planned + random.nextLong(canaries.late().toNanos() + 1);
    for (int i = 0; i < canaries.shards() * canaries.perShard(); i++) {
      int shard = i % canaries.shards();
      timeline.at(start + canaries.offset(shard), () -> arrive(shard, Lane.CANARY));
    }
    long next = planned + canaries.interval().toNanos();
    if (next <= lastRecord) {
      timeline.at(next, () -> startCanaries(next));
    }
  }

  /** A shard takes a record at this moment. Its key, and so its lane, is any. */
  private void arrive(int shard, long arrival) {
    Lane lane = lanes[shard * settings.factor() + random.nextInt(settings.factor())];
    long now = timeline.now();
    long read = lane.isBusy() ? readers.nextInWork(shard, now) : readers.next(shard, now);
    timeline.at(read, () -> deliver(lane, arrival));
  }

  private void deliver(Lane lane, long arrival) {
    if (lane.deliver(arrival)) {
      // After all else of this moment: what is delivered together is one batch.
      timeline.at(timeline.now(), () -> begin(lane));
    }
  }

  private void begin(Lane lane) {
    List<Long> records = lane.begin();
    Pool.Lease lease = pool.take(timeline.now());
    long start = timeline.now() + (lease.cold() ? coldStart : 0);
    long end = start + (records.isEmpty() ? hold : work);
    if (records.isEmpty()) {
      countCanaries(end - timeline.now());
    } else {
      countRecords(records, lease.cold(), start);
    }
    timeline.at(end, () -> end(lane, lease.environment()));
  }

  private void end(Lane lane, Environment environment) {
    pool.release(environment, timeline.now());
    if (lane.end()) {
      begin(lane);
    }
  }

  private void countCanaries(long billed) {
    if (timeline.now() < quiet) {
      canaryBatches++;
      canaryTime += billed;
    }
  }

  private void countRecords(List<Long> records, boolean cold, long start) {
    coldRecords += cold ? records.size() : 0;
    records.forEach(arrival -> waits.add(Duration.ofNanos(start - arrival)));
  }
}
