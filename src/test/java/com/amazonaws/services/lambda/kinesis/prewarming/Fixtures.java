package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.amazonaws.services.kinesis.model.AmazonKinesisException;
import com.amazonaws.services.kinesis.model.DescribeStreamResult;
import com.amazonaws.services.kinesis.model.HashKeyRange;
import com.amazonaws.services.kinesis.model.PutRecordsResult;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
import com.amazonaws.services.kinesis.model.SequenceNumberRange;
import com.amazonaws.services.kinesis.model.StreamDescription;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.function.Executable;

/** The values that several unit tests start from. */
final class Fixtures {

  static final PrewarmRequest ORDERS = new PrewarmRequest("orders", "eu-west-1", bytes("canary"));

  private static final String LAST_HASH_KEY = "340282366920938463463374607431768211455";

  private Fixtures() {}

  static ByteBuffer bytes(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }

  /** That many open shards, called a, b, c …, with hash keys 0 to 9, 10 to 19 …. */
  static List<OpenShard> shards(int count) {
    return IntStream.range(0, count).mapToObj(i -> shard(Character.toString('a' + i))).toList();
  }

  static OpenShard shard(String id) {
    BigInteger start = BigInteger.valueOf(10 * (id.charAt(0) - 'a'));
    return new OpenShard(id, start, start.add(BigInteger.valueOf(9)));
  }

  static Deadline deadlineIn(Duration runTime, TimeSource time) {
    return new Deadline(runTime.plus(Deadline.RESERVE), runTime, time);
  }

  /**
   * A page of DescribeStream; a shard's name ends in {@code !} if it is closed. Each takes all hash
   * keys from its first on.
   */
  static DescribeStreamResult page(String status, boolean more, String... shardIds) {
    return new DescribeStreamResult()
        .withStreamDescription(
            new StreamDescription()
                .withStreamName("orders")
                .withStreamStatus(status)
                .withHasMoreShards(more)
                .withShards(Arrays.stream(shardIds).map(Fixtures::sdkShard).toList()));
  }

  private static com.amazonaws.services.kinesis.model.Shard sdkShard(String id) {
    return new com.amazonaws.services.kinesis.model.Shard()
        .withShardId(id.replace("!", ""))
        .withHashKeyRange(
            new HashKeyRange()
                .withStartingHashKey(shard(id).startingHashKey().toString())
                .withEndingHashKey(LAST_HASH_KEY))
        .withSequenceNumberRange(
            new SequenceNumberRange().withEndingSequenceNumber(id.endsWith("!") ? "9" : null));
  }

  /** A PutRecords answer: {@code a} landed in shard a, {@code !Code} is a refused row. */
  static PutRecordsResult rows(String... rows) {
    return new PutRecordsResult().withRecords(Arrays.stream(rows).map(Fixtures::row).toList());
  }

  private static PutRecordsResultEntry row(String row) {
    return row.startsWith("!")
        ? new PutRecordsResultEntry().withErrorCode(row.substring(1)).withErrorMessage("later")
        : new PutRecordsResultEntry().withShardId(row).withSequenceNumber("n-" + row);
  }

  static AmazonKinesisException kinesisError(int status, String code) {
    AmazonKinesisException error = new AmazonKinesisException("said Kinesis");
    error.setStatusCode(status);
    error.setErrorCode(code);
    return error;
  }

  static PrewarmingException fails(Executable code) {
    return assertThrows(PrewarmingException.class, code);
  }
}
