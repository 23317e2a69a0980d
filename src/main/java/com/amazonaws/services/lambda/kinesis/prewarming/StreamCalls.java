package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.OUT_OF_TIME;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.SdkClientException;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.model.DescribeStreamRequest;
import com.amazonaws.services.kinesis.model.PutRecordsRequest;
import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResult;
import com.amazonaws.services.kinesis.model.StreamDescription;
import java.io.EOFException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The two calls to one stream, each tried until Kinesis answers, refuses for good, or the deadline
 * comes. Retries are ours, not the SDK's: it neither retries {@code LimitExceededException} nor
 * knows the deadline.
 *
 * <p>Both methods throw a {@link PrewarmingException}: {@code STREAM_NOT_FOUND} or {@code REFUSED}
 * at once, {@code OUT_OF_TIME} at the deadline. They may be called from several threads.
 */
final class StreamCalls {

  private final AmazonKinesis kinesis;
  private final PrewarmRequest stream;
  private final Deadline deadline;
  private final RunLog log;
  private final AtomicInteger retries = new AtomicInteger();

  StreamCalls(AmazonKinesis kinesis, PrewarmRequest stream, Deadline deadline, RunLog log) {
    this.kinesis = kinesis;
    this.stream = stream;
    this.deadline = deadline;
    this.log = log;
  }

  /**
   * One page of the stream's shards.
   *
   * @param afterShardId the last shard of the page before; null for the first page
   */
  StreamDescription describe(String afterShardId) {
    DescribeStreamRequest request =
        new DescribeStreamRequest()
            .withStreamName(stream.streamName())
            .withExclusiveStartShardId(afterShardId);
    return untilAnswered(
        "DescribeStream", request, r -> complete(kinesis.describeStream(r).getStreamDescription()));
  }

  /** One answer row for each record, in their order; a row may be a refusal. */
  PutRecordsResult put(List<PutRecordsRequestEntry> records) {
    PutRecordsRequest request =
        new PutRecordsRequest().withStreamName(stream.streamName()).withRecords(records);
    return untilAnswered("PutRecords", request, kinesis::putRecords);
  }

  /** How many attempts of either call have failed and were made again. */
  int retries() {
    return retries.get();
  }

  private static StreamDescription complete(StreamDescription description) {
    if (description == null) {
      String text = "an answer without a stream description";
      throw new SdkClientException(text, new EOFException(text));
    }
    return description;
  }

  private <Q extends AmazonWebServiceRequest, A> A untilAnswered(
      String action, Q request, Function<Q, A> call) {
    SdkClientException last = null;
    for (int attempts = 1; !deadline.isOver(); attempts++) {
      request.setSdkClientExecutionTimeout((int) deadline.nextAttempt().toMillis());
      try {
        return call.apply(request);
      } catch (SdkClientException e) {
        last = e;
        retryOrThrow(action, attempts, e);
      }
    }
    throw outOfTime(action, last);
  }

  private void retryOrThrow(String action, int attempts, SdkClientException fault) {
    if (!KinesisFaults.mayPass(fault)) {
      throw KinesisFaults.refusal(action, stream, fault);
    }
    log.warn(
        "%s on stream %s failed (attempt %d), trying again: %s"
            .formatted(action, stream.streamName(), attempts, KinesisFaults.text(fault)));
    retries.incrementAndGet();
    deadline.backOff(attempts);
  }

  private PrewarmingException outOfTime(String action, SdkClientException last) {
    return new PrewarmingException(
        OUT_OF_TIME,
        "%s on stream %s in %s did not succeed before the function's time ran out, after %d ms: %s"
            .formatted(
                action,
                stream.streamName(),
                stream.regionName(),
                deadline.elapsed().toMillis(),
                last == null ? "raise the function's timeout" : KinesisFaults.lastWord(last)),
        last);
  }
}
