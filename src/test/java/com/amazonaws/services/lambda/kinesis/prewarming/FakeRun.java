package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.assertContains;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.bytes;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.kinesisError;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** All that a run needs, real but for the Kinesis in memory and the clock. */
final class FakeRun {

  static final Duration TIME = Duration.ofMinutes(1);

  final FakeTime time = new FakeTime();
  final FakeLog log = new FakeLog();
  final FakeStream stream;
  final FakeKinesis kinesis;
  final Deadline deadline = Fixtures.deadlineIn(TIME, time);

  /** Over a stream with that many open shards. */
  FakeRun(int shards) {
    stream = new FakeStream(shards, time::nanos);
    kinesis = new FakeKinesis(stream);
  }

  PrewarmReport run() {
    return run(bytes("canary"));
  }

  PrewarmReport run(ByteBuffer data) {
    PrewarmRequest request = new PrewarmRequest("orders", "eu-west-1", data);
    return new Prewarmer(request, calls(), deadline, log.runLog()).run();
  }

  /** Runs, and checks the reason and parts of the message, and returns the message. */
  String fails(Reason reason, String... parts) {
    PrewarmingException failure = Fixtures.fails(this::run);
    assertEquals(reason, failure.reason());
    List.of(parts).forEach(part -> assertContains(part, failure.getMessage()));
    return failure.getMessage();
  }

  StreamCalls calls() {
    return new StreamCalls(kinesis, Fixtures.ORDERS, deadline, log.runLog());
  }

  /** The shards that hold a canary by a report. */
  static List<String> landedIn(PrewarmReport report) {
    return report.canaries().stream().map(Landed::shardId).toList();
  }

  /** How many listings began. */
  long listings() {
    return kinesis.describedAfter.stream().filter("null"::equals).count();
  }

  /** How many log lines start with this text. */
  long logged(String start) {
    return log.lines().stream().filter(line -> line.startsWith(start)).count();
  }

  /** How many records each PutRecords call had. */
  List<Integer> recordsInEachPut() {
    return kinesis.puts.stream().map(put -> put.getRecords().size()).toList();
  }

  /** Throttles every DescribeStream call from now on. */
  void describeFailsFromNowOn() {
    Runnable error = FakeKinesis.failing(kinesisError(400, "LimitExceededException"));
    kinesis.beforeDescribes(Collections.nCopies(500, error).toArray(Runnable[]::new));
    error.run();
  }

  /** An event before a call: this much time passes. */
  Runnable passing(Duration duration) {
    return () -> time.pass(duration);
  }
}
