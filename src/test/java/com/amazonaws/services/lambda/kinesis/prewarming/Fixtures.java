package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.kinesis.model.AmazonKinesisException;
import com.amazonaws.services.kinesis.model.DescribeStreamResult;
import com.amazonaws.services.kinesis.model.PutRecordsResult;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
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

  /** The first page of DescribeStream for a stream with that many open shards: 100 at most. */
  static DescribeStreamResult page(int shards) {
    return new DescribeStreamResult().withStreamDescription(new FakeStream(shards).page(null));
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

  static void assertContains(String part, String text) {
    assertTrue(text.contains(part), () -> '"' + part + "\" is not in: " + text);
  }
}
