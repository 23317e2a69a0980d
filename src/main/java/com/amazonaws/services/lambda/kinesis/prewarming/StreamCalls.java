package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.TIMED_OUT;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.SdkClientException;
import com.amazonaws.retry.RetryUtils;
import com.amazonaws.services.kinesis.model.DescribeStreamRequest;
import com.amazonaws.services.kinesis.model.PutRecordsRequest;
import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
import com.amazonaws.services.kinesis.model.StreamDescription;
import java.io.EOFException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * The two calls to one stream, each tried until Kinesis answers, refuses for good, or the deadline
 * comes. Retries are ours, not the SDK's: it neither retries {@code LimitExceededException} nor
 * knows the deadline.
 *
 * <p>Both methods throw a {@link PrewarmingException}: {@code STREAM_NOT_FOUND} or {@code REJECTED}
 * at once, or after {@link #DOUBT} for a fault that may or may not stay, {@code TIMED_OUT} at the
 * deadline. They may be called from several threads.
 */
final class StreamCalls {

  /** For how long a fault that may well stay is given the chance to pass. */
  static final Duration DOUBT = Duration.ofSeconds(3);

  private final RegionalKinesis kinesis;
  private final PrewarmRequest request;
  private final Deadline deadline;
  private final RunLog log;

  StreamCalls(RegionalKinesis kinesis, PrewarmRequest request, Deadline deadline, RunLog log) {
    this.kinesis = kinesis;
    this.request = request;
    this.deadline = deadline;
    this.log = log;
  }

  /**
   * One page of the stream's shards.
   *
   * @param afterShardId the last shard of the page before; null for the first page
   */
  StreamDescription describe(String afterShardId) {
    DescribeStreamRequest page =
        new DescribeStreamRequest()
            .withStreamName(request.streamName())
            .withExclusiveStartShardId(afterShardId);
    return callWithRetries(
        "DescribeStream",
        page,
        p -> requireWhole(kinesis.client().describeStream(p).getStreamDescription()));
  }

  /** A row for each record, in their order; a row may be a refusal. */
  List<PutRecordsResultEntry> put(List<PutRecordsRequestEntry> records) {
    PutRecordsRequest batch =
        new PutRecordsRequest().withStreamName(request.streamName()).withRecords(records);
    return callWithRetries("PutRecords", batch, b -> kinesis.client().putRecords(b).getRecords());
  }

  private static StreamDescription requireWhole(StreamDescription page) {
    // After a page that promises more and brings none, the next would be the same again.
    if (page == null
        || page.isHasMoreShards() == null
        || page.isHasMoreShards() && page.getShards().isEmpty()) {
      String text = "an answer without a stream description";
      throw new SdkClientException(text, new EOFException(text));
    }
    return page;
  }

  private <Q extends AmazonWebServiceRequest, A> A callWithRetries(
      String action, Q call, Function<Q, A> send) {
    if (deadline.isOver()) {
      throw outOfTime(action, "raise the function's timeout", null);
    }
    long giveUp = Long.MAX_VALUE;
    for (int attempts = 1; ; attempts++) {
      call.setSdkClientExecutionTimeout((int) deadline.nextAttempt().toMillis());
      try {
        A answer = send.apply(call);
        kinesis.confirm();
        return answer;
      } catch (SdkClientException e) {
        if (e instanceof AmazonServiceException refusal) {
          KinesisErrors.clean(refusal);
          kinesis.confirm();
        }
        Duration doubtEnds = deadline.elapsed().plus(DOUBT);
        giveUp = isPossiblyPermanent(e) ? Math.min(giveUp, doubtEnds.toMillis()) : Long.MAX_VALUE;
        if (!KinesisErrors.isRetryable(e) || deadline.elapsed().toMillis() >= giveUp) {
          throw KinesisErrors.refusal(action, request, e);
        }
        pause(action, attempts, e);
      }
    }
  }

  /** Whether it stays unless it passes soon: a clock set wrong, a region nobody heard of. */
  private boolean isPossiblyPermanent(SdkClientException fault) {
    return RetryUtils.isClockSkewError(fault)
        || KinesisErrors.isUnknownHost(fault) && !kinesis.isKnown();
  }

  private void pause(String action, int attempts, SdkClientException fault) {
    log.warn(
        "%s on stream %s failed (attempt %d), trying again: %s"
            .formatted(action, request.streamName(), attempts, KinesisErrors.text(fault)));
    if (!deadline.backOff(attempts)) {
      throw outOfTime(action, KinesisErrors.lastWord(fault), fault);
    }
  }

  private PrewarmingException outOfTime(String action, String advice, SdkClientException last) {
    return new PrewarmingException(
        TIMED_OUT,
        "%s on stream %s in %s did not succeed before the function's time ran out, after %d ms: %s"
            .formatted(
                action,
                request.streamName(),
                request.regionName(),
                deadline.elapsed().toMillis(),
                advice),
        last);
  }
}
