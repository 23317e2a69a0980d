package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.SdkClientException;
import com.amazonaws.services.kinesis.model.PutRecordsResult;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.kinesis.model.StreamDescription;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Rejected;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Validates the responses of Kinesis and converts them to the types of this package. An incomplete
 * response, or an endpoint that only resembles Kinesis, must not cause a NullPointerException.
 */
final class KinesisResponses {

  private static final String THROTTLED = "ProvisionedThroughputExceededException";
  private static final Pattern SHARD_ID = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
  private static final Pattern HASH_KEY = Pattern.compile("[0-9]{1,39}");

  private KinesisResponses() {}

  /** Signals a response that Kinesis would not send. */
  static final class MalformedResponseException extends SdkClientException {

    private static final long serialVersionUID = 1L;

    MalformedResponseException(String what) {
      super("The response has " + what + ".");
    }
  }

  /**
   * Reads a page of DescribeStream.
   *
   * @throws MalformedResponseException if a field that Kinesis always sends is missing or invalid
   */
  static ShardPage page(StreamDescription description) {
    require(description != null, "no stream description");
    require(description.getStreamStatus() != null, "no stream status");
    require(description.isHasMoreShards() != null, "no HasMoreShards");
    boolean hasMore = description.isHasMoreShards();
    require(!hasMore || !description.getShards().isEmpty(), "HasMoreShards and no shard");
    List<String> shardIds = new ArrayList<>();
    List<OpenShard> open = new ArrayList<>();
    for (Shard shard : description.getShards()) {
      require(shard != null && matches(SHARD_ID, shard.getShardId()), "a shard without a valid ID");
      require(shard.getSequenceNumberRange() != null, "a shard without a sequence number range");
      shardIds.add(shard.getShardId());
      if (shard.getSequenceNumberRange().getEndingSequenceNumber() == null) {
        open.add(openShard(shard));
      }
    }
    return new ShardPage(LogText.of(description.getStreamStatus()), hasMore, shardIds, open);
  }

  private static OpenShard openShard(Shard shard) {
    require(shard.getHashKeyRange() != null, "a shard without a hash key range");
    String start = shard.getHashKeyRange().getStartingHashKey();
    String end = shard.getHashKeyRange().getEndingHashKey();
    require(matches(HASH_KEY, start) && matches(HASH_KEY, end), "a hash key that is not a number");
    return new OpenShard(shard.getShardId(), new BigInteger(start), new BigInteger(end));
  }

  /**
   * Reads the result entries of PutRecords.
   *
   * @param records the number of records in the request
   * @throws MalformedResponseException if the number of entries differs from the number of records
   */
  static List<PutRecordsResultEntry> entries(PutRecordsResult result, int records) {
    require(result != null, "no result entries");
    int entries = result.getRecords().size();
    require(entries == records, entries + " result entries for " + records + " records");
    return result.getRecords();
  }

  /** Returns the outcome of the canary at this position of a PutRecords request. */
  static CanaryOutcome outcome(OpenShard target, List<PutRecordsResultEntry> entries, int index) {
    PutRecordsResultEntry entry = entries.get(index);
    if (entry == null) {
      return new Rejected(target, "the result entry is null", 0);
    }
    String code = entry.getErrorCode();
    if (code != null && !code.isEmpty()) {
      return code.equals(THROTTLED)
          ? new Rejected(target, code, 1)
          : new Rejected(target, LogText.of(code + ": " + text(entry.getErrorMessage())), 0);
    }
    return matches(SHARD_ID, entry.getShardId()) && entry.getSequenceNumber() != null
        ? new Landed(target, entry.getShardId(), LogText.of(entry.getSequenceNumber()))
        : new Rejected(target, "the result entry has no valid shard ID or sequence number", 0);
  }

  private static String text(String message) {
    return Objects.requireNonNullElse(message, "no message");
  }

  private static boolean matches(Pattern pattern, String value) {
    return value != null && pattern.matcher(value).matches();
  }

  private static void require(boolean valid, String otherwise) {
    if (!valid) {
      throw new MalformedResponseException(otherwise);
    }
  }
}
