package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.REJECTED;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.SdkClientException;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.model.DescribeStreamRequest;
import com.amazonaws.services.kinesis.model.PutRecordsRequest;
import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes the two kinds of calls to one stream, DescribeStream and PutRecords, and retries them as
 * often as {@link KinesisErrors#maxAttempts} and the deadline allow. The retries of the SDK are
 * disabled, because the SDK does not retry {@code LimitExceededException} and does not know the
 * deadline.
 *
 * <p>If the last attempt of a call fails, the method throws a {@link PrewarmingException} with one
 * of these reasons: {@code STREAM_NOT_FOUND} or {@code REJECTED} after a permanent error, {@code
 * TIMED_OUT} at the deadline, and {@code UNEXPECTED} after an exception that is not an error of
 * Kinesis or of the network. Several threads can use an instance.
 */
final class StreamCalls {

  private final AmazonKinesis kinesis;
  private final PrewarmRequest request;
  private final Deadline deadline;
  private final RunLog log;

  StreamCalls(AmazonKinesis kinesis, PrewarmRequest request, Deadline deadline, RunLog log) {
    this.kinesis = kinesis;
    this.request = request;
    this.deadline = deadline;
    this.log = log;
  }

  /**
   * Gets one page of the stream's shards.
   *
   * @param afterShardId the ID of the last shard on the previous page; null for the first page
   */
  ShardPage describe(String afterShardId) {
    DescribeStreamRequest page =
        new DescribeStreamRequest()
            .withStreamName(request.streamName())
            .withExclusiveStartShardId(afterShardId);
    return callWithRetries(
        "DescribeStream",
        page,
        p -> KinesisResponses.page(kinesis.describeStream(p).getStreamDescription()));
  }

  /** Writes records. Returns a result entry for each record, in the same order. */
  List<PutRecordsResultEntry> put(List<PutRecordsRequestEntry> records) {
    PutRecordsRequest batch =
        new PutRecordsRequest().withStreamName(request.streamName()).withRecords(records);
    return callWithRetries(
        "PutRecords", batch, b -> KinesisResponses.entries(kinesis.putRecords(b), records.size()));
  }

  /**
   * Creates an exception for a stream that can't be prewarmed although Kinesis returned no error.
   */
  PrewarmingException rejected(String why) {
    return new PrewarmingException(REJECTED, call("DescribeStream") + " failed: " + why);
  }

  private <Q extends AmazonWebServiceRequest, R> R callWithRetries(
      String action, Q call, Function<Q, R> send) {
    requireTime(action);
    Map<Integer, Integer> failuresByLimit = new HashMap<>();
    for (int attempt = 1; ; attempt++) {
      call.setSdkClientExecutionTimeout((int) deadline.nextAttempt().toMillis());
      try {
        return send.apply(call);
      } catch (SdkClientException e) {
        if (e instanceof AmazonServiceException error) {
          KinesisErrors.clean(error);
        }
        int limit = KinesisErrors.maxAttempts(e);
        if (failuresByLimit.merge(limit, 1, Integer::sum) >= limit) {
          throw KinesisErrors.permanent(call(action), e);
        }
        backOff(action, attempt, e);
      } catch (RuntimeException e) {
        throw PrewarmingException.unexpected(e);
      }
    }
  }

  private void requireTime(String action) {
    if (deadline.isOver()) {
      throw timedOut(
          action,
          deadline.hadTime()
              ? "no time was left for this call; raise the timeout of the function"
              : "no time was left when the run began; raise the timeout of the function. If the"
                  + " timeout is longer than a few seconds already, check the clock of the execution"
                  + " environment",
          null);
    }
  }

  private void backOff(String action, int attempt, SdkClientException error) {
    log.warn(
        "%s on stream %s failed (attempt %d), retrying: %s"
            .formatted(action, request.streamName(), attempt, KinesisErrors.text(error)));
    if (!deadline.backOff(attempt)) {
      throw timedOut(action, KinesisErrors.adviceAtDeadline(error), error);
    }
  }

  private PrewarmingException timedOut(String action, String advice, SdkClientException last) {
    return new PrewarmingException(
        TIMED_OUT, "%s did not succeed in time: %s".formatted(call(action), advice), last);
  }

  private String call(String action) {
    return "kinesis:%s on stream %s in %s"
        .formatted(action, request.streamName(), request.regionName());
  }
}
