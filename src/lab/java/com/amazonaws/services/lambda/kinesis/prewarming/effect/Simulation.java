package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static java.util.Comparator.comparingDouble;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A Lambda function that reads a Kinesis stream, as discrete events. A lane is a shard, or one slot
 * of it with a parallelization factor: it has one batch in work at a time, and what comes meanwhile
 * waits for the next. The same scenario and seed give the same result.
 */
final class Simulation {

  /** A canary among the moments at which real records arrived in the stream. */
  private static final double CANARY = -1;

  /** What it does goes to whichever simulation runs it, so that a copy can go on by itself. */
  private record Event(double at, long number, Consumer<Simulation> action) {}

  private final Scenario scenario;
  private final SplittableRandom random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(comparingDouble(Event::at).thenComparingLong(Event::number));
  private final Pool pool;
  private final List<List<Double>> waiting = new ArrayList<>();
  private final boolean[] busy;
  private final double[] reads;
  private Tally ofCanaries = new Tally();
  private Tally ofRecords = new Tally();
  private double now;
  private long planned;

  Simulation(Scenario scenario, long seed) {
    this.scenario = scenario;
    random = new SplittableRandom(seed);
    pool = new Pool(scenario, random, List.of());
    busy = new boolean[scenario.shards * scenario.factor];
    reads = new double[scenario.shards];
    IntStream.range(0, busy.length).forEach(i -> waiting.add(new ArrayList<>()));
    if (scenario.canaries > 0) {
      at(0, s -> s.startRun(0));
    }
  }

  private Simulation(Simulation original) {
    scenario = original.scenario;
    random = original.random.split();
    events.addAll(original.events);
    pool = new Pool(scenario, random, original.pool.idle);
    original.waiting.forEach(lane -> waiting.add(new ArrayList<>(lane)));
    busy = original.busy.clone();
    reads = original.reads.clone();
    now = original.now;
    planned = original.planned;
  }

  private void at(double moment, Consumer<Simulation> action) {
    events.add(new Event(moment, planned++, action));
  }

  private void runNext() {
    now = events.element().at;
    events.remove().action.accept(this);
  }

  /** Goes on with canaries alone until that moment, and counts into that tally from here. */
  void quietUntil(double moment, Tally tally) {
    ofCanaries = tally;
    while (!events.isEmpty() && events.peek().at <= moment) {
      runNext();
    }
    now = moment;
  }

  /** How many environments idle. */
  int idle() {
    return pool.count(now);
  }

  /** Counts into that tally what would become of real records that come now; nothing else stays. */
  Tally ifRecordsCame(Tally tally) {
    Simulation copy = new Simulation(this);
    copy.ofRecords = tally;
    int any = random.nextInt(scenario.shards);
    int each = Math.max(1, scenario.records);
    int from = scenario.records > 0 ? 0 : any;
    int to = scenario.records > 0 ? scenario.shards : any + 1;
    IntStream.range(from, to).forEach(shard -> copy.arrive(shard, each, now));
    long expected = tally.records + (to - from) * each;
    while (tally.records < expected) {
      copy.runNext();
    }
    return tally;
  }

  private void startRun(double due) {
    ofCanaries.runs++;
    double start = due + scenario.late.next(random);
    double apart = scenario.spread / Math.max(1, scenario.shards - 1);
    IntStream.range(0, scenario.shards)
        .forEach(i -> at(start + i * apart, s -> s.arrive(i, scenario.canaries, CANARY)));
    double next = due + scenario.interval;
    at(next, s -> s.startRun(next));
  }

  /** A shard takes records now. Their keys are any. */
  private void arrive(int shard, int count, double arrival) {
    boolean inWork = lanes(shard).anyMatch(lane -> busy[lane]);
    reads[shard] = scenario.mapping.read(shard, inWork, reads[shard], now, random);
    IntStream.range(0, count).forEach(i -> at(reads[shard], s -> s.deliver(shard, arrival)));
  }

  private IntStream lanes(int shard) {
    return IntStream.range(shard * scenario.factor, (shard + 1) * scenario.factor);
  }

  private void deliver(int shard, double arrival) {
    int lane = lane(shard);
    waiting.get(lane).add(arrival);
    // After all else of this moment: what is delivered together is one batch.
    at(now, s -> s.begin(lane));
  }

  private int lane(int shard) {
    return lanes(shard)
        .filter(l -> !busy[l] && waiting.get(l).isEmpty())
        .findFirst()
        .orElse(shard * scenario.factor + random.nextInt(scenario.factor));
  }

  private void begin(int lane) {
    List<Double> batch = waiting.get(lane);
    if (busy[lane] || batch.isEmpty()) {
      return;
    }
    busy[lane] = true;
    boolean cold = pool.count(now) == 0;
    Pool.Environment environment = pool.take(now);
    double start = now + (cold ? scenario.coldStart : 0);
    batch.removeIf(arrival -> arrival == CANARY);
    double end = start + (batch.isEmpty() ? scenario.hold : scenario.work.next(random));
    if (batch.isEmpty()) {
      ofCanaries.batches++;
      ofCanaries.seconds += end - now;
    }
    batch.forEach(arrival -> ofRecords.addRecord(start - arrival, cold));
    batch.clear();
    at(end, s -> s.end(lane, environment));
  }

  private void end(int lane, Pool.Environment environment) {
    pool.release(environment, now);
    busy[lane] = false;
    int shard = lane / scenario.factor;
    reads[shard] = Math.max(reads[shard], now);
    begin(lane);
  }
}
