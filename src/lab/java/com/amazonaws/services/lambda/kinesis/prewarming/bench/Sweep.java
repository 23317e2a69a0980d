package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisLocal;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs the contenders over streams of growing size, by turns. */
final class Sweep implements AutoCloseable {

  /** The most shards that a stream of the local Kinesis starts with. */
  private static final int MAX_CONCURRENT = 1_000;

  private static final int WARM_UP_ROUNDS = 5;

  private final KinesisLocal kinesis;
  private final Map<Contender, LambdaRuntime> runtimes = new EnumMap<>(Contender.class);

  Sweep(KinesisLocal kinesis) {
    this.kinesis = kinesis;
    TestStream warmUp = TestStream.create(kinesis.client("eu-west-1"), "warm-up", 100);
    for (Contender contender : Contender.IN_SWEEP) {
      runtimes.put(contender, contender.startWarm(kinesis.endpoint().toString(), warmUp));
    }
    measure(warmUp, WARM_UP_ROUNDS);
  }

  /** A stream with that many open shards; beyond 1,000 it is scaled up, and lists closed ones. */
  static TestStream stream(KinesisLocal kinesis, int openShards) {
    int shards = Math.min(MAX_CONCURRENT, openShards);
    TestStream stream =
        TestStream.create(kinesis.client("eu-west-1"), "open-" + openShards, shards);
    while (shards < openShards) {
      shards *= 2;
      stream.scaleTo(shards);
    }
    return stream;
  }

  /** Each contender's result on a stream, after that many rounds. */
  List<Result> measure(TestStream stream, int rounds) {
    Map<Contender, List<Double>> millis = new EnumMap<>(Contender.class);
    Contender.IN_SWEEP.forEach(contender -> millis.put(contender, new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : Contender.IN_SWEEP) {
        millis.get(contender).add(time(contender, stream, round));
      }
    }
    return results(stream, millis);
  }

  private double time(Contender contender, TestStream stream, int round) {
    return Contender.run(runtimes.get(contender), stream.name(), canary(contender, round))
            .took()
            .toNanos()
        / 1e6;
  }

  private static String canary(Contender contender, int round) {
    return contender.label() + " " + round;
  }

  private List<Result> results(TestStream stream, Map<Contender, List<Double>> millis) {
    Arrivals arrivals = Arrivals.readBack(stream);
    int open = stream.open().size();
    List<Result> results = new ArrayList<>();
    millis.forEach(
        (contender, times) -> {
          List<Double> spreads = new ArrayList<>();
          for (int round = 0; round < times.size(); round++) {
            spreads.add(arrivals.spreadMillis(canary(contender, round)));
          }
          results.add(new Result(contender, open, new Sample(times), new Sample(spreads)));
        });
    return results;
  }

  @Override
  public void close() {
    runtimes.values().forEach(LambdaRuntime::close);
  }
}
