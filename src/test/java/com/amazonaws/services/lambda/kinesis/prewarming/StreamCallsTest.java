package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.ORDERS;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.assertContains;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.kinesisError;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.amazonaws.SdkClientException;
import com.amazonaws.http.timers.client.ClientExecutionTimeoutException;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.model.AmazonKinesisException;
import com.amazonaws.services.kinesis.model.DescribeStreamRequest;
import com.amazonaws.services.kinesis.model.DescribeStreamResult;
import com.amazonaws.services.kinesis.model.HashKeyRange;
import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResult;
import com.amazonaws.services.kinesis.model.SequenceNumberRange;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.kinesis.model.StreamDescription;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.stubbing.OngoingStubbing;

/** Which errors are retried, for how long, and which message a person gets in the end. */
class StreamCallsTest {

  private final AmazonKinesis kinesis = mock(AmazonKinesis.class);
  private final FakeTime time = new FakeTime();
  private final FakeLog log = new FakeLog();
  private final StreamCalls calls =
      new StreamCalls(
          kinesis, ORDERS, Fixtures.deadlineIn(Duration.ofSeconds(30), time), log.runLog());

  @ParameterizedTest
  @CsvSource({
    "400, LimitExceededException",
    "400, KMSThrottlingException",
    "400, ProvisionedThroughputExceededException",
    "400, ThrottlingException",
    "408, RequestTimeout",
    "429, TooManyRequests",
    "500, InternalFailure",
    "503, ServiceUnavailable"
  })
  void retriesARetryableErrorWithAWarning(int status, String code) {
    describes().thenThrow(kinesisError(status, code)).thenReturn(page(1));

    assertEquals(1, calls.describe(null).shardIds().size());

    assertEquals(
        List.of(
            "WARN DescribeStream on stream orders failed (attempt 1), retrying:"
                + " said Kinesis (%s, HTTP %d)".formatted(code, status)),
        log.lines());
    assertEquals(List.of(Duration.ofMillis(50)), time.sleeps());
  }

  static Stream<SdkClientException> retryableErrors() {
    return Stream.of(
        new SdkClientException("reset", new SocketException("Connection reset")),
        new SdkClientException("cut", new SSLHandshakeException("Remote host terminated")),
        new ClientExecutionTimeoutException("took too long"),
        unknownHost(),
        kinesisError(400, "InvalidSignatureException"),
        kinesisError(400, "RequestExpired"),
        kinesisError(400, "RequestTimeTooSkewed"));
  }

  /** The SDK corrects its clock after an error that shows a wrong one. */
  @ParameterizedTest
  @MethodSource("retryableErrors")
  void retriesAfterABrokenConnectionAndAWrongClock(SdkClientException error) {
    describes().thenThrow(error).thenReturn(page(1));

    assertEquals(1, calls.describe(null).shardIds().size());
    assertEquals(1, time.sleeps().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AccessDeniedException", "KMSDisabledException", "KMSInvalidStateException",
        "KMSNotFoundException", "KMSAccessDeniedException", "ResourceInUseException",
        "ExpiredTokenException", "ValidationException"
      })
  void reportsAPermanentErrorImmediately(String code) {
    describes().thenThrow(kinesisError(400, code));

    PrewarmingException failure = fails();

    assertEquals(Reason.REJECTED, failure.reason());
    String message = failure.getMessage();
    assertContains("kinesis:DescribeStream on stream orders in eu-west-1 failed: ", message);
    assertContains(". said Kinesis (" + code + ", HTTP 400)", message);
    assertEquals(List.of(), time.sleeps());
  }

  static Stream<Arguments> possiblyPermanentErrors() {
    return Stream.of(
        Arguments.of(unknownHost(), "check regionName"),
        Arguments.of(
            kinesisError(403, "InvalidSignatureException"),
            "does not accept the function's credentials"));
  }

  @ParameterizedTest
  @MethodSource("possiblyPermanentErrors")
  void reportsAPossiblyPermanentErrorAfterAFewAttempts(SdkClientException error, String advice) {
    assertContains(advice, rejectionAfter(error));
    assertEquals(KinesisErrors.FEW_ATTEMPTS - 1, time.sleeps().size());
    Duration waited = time.sleeps().stream().reduce(Duration.ZERO, Duration::plus);
    assertEquals(Duration.ofMillis(3_750), waited);
  }

  @Test
  void countsPossiblyPermanentErrorsApartFromOthers() {
    Throwable[] retryable =
        Collections.nCopies(20, kinesisError(503, "ServiceUnavailable")).toArray(Throwable[]::new);
    describes()
        .thenThrow(retryable)
        .thenThrow(kinesisError(403, "InvalidSignatureException"))
        .thenReturn(page(1));

    assertEquals(1, calls.describe(null).shardIds().size());
  }

  @Test
  void reportsAnExceptionThatTheSdkShouldNotThrow() {
    IllegalStateException broken = new IllegalStateException("broken\nclient");
    describes().thenThrow(broken);

    PrewarmingException failure = fails();

    assertEquals(Reason.UNEXPECTED, failure.reason());
    assertEquals(broken, failure.getCause());
    assertEquals(
        "unexpected failure: java.lang.IllegalStateException: broken?client. The log has the stack"
            + " trace.",
        failure.getMessage());
    assertEquals(List.of(), time.sleeps());
  }

  static Stream<Arguments> malformedPages() {
    return Stream.of(
        Arguments.of(null, "no stream description"),
        Arguments.of(new StreamDescription().withHasMoreShards(false), "no stream status"),
        Arguments.of(new StreamDescription().withStreamStatus("ACTIVE"), "no HasMoreShards"),
        Arguments.of(ofShards().withHasMoreShards(true), "HasMoreShards and no shard"),
        Arguments.of(ofShards((Shard) null), "a shard without a valid ID"),
        Arguments.of(ofShards(shard("0", "9").withShardId(null)), "a shard without a valid ID"),
        Arguments.of(ofShards(shard("0", "9").withShardId("a\nb")), "a shard without a valid ID"),
        Arguments.of(
            ofShards(shard("0", "9").withSequenceNumberRange(null)),
            "a shard without a sequence number range"),
        Arguments.of(
            ofShards(shard("0", "9").withHashKeyRange(null)), "a shard without a hash key range"),
        Arguments.of(ofShards(shard("x", "9")), "a hash key that is not a number"),
        Arguments.of(ofShards(shard("0", null)), "a hash key that is not a number"));
  }

  private static StreamDescription ofShards(Shard... shards) {
    return new StreamDescription()
        .withStreamStatus("ACTIVE")
        .withHasMoreShards(false)
        .withShards(shards);
  }

  private static Shard shard(String start, String end) {
    return new Shard()
        .withShardId("a")
        .withSequenceNumberRange(new SequenceNumberRange().withStartingSequenceNumber("1"))
        .withHashKeyRange(new HashKeyRange().withStartingHashKey(start).withEndingHashKey(end));
  }

  @ParameterizedTest
  @MethodSource("malformedPages")
  void retriesAMalformedPageAndThenSaysThatTheEndpointIsNotKinesis(
      StreamDescription malformed, String what) {
    DescribeStreamResult result = new DescribeStreamResult().withStreamDescription(malformed);
    describes().thenReturn(result).thenReturn(page(101)).thenReturn(result);

    assertEquals(100, calls.describe(null).shardIds().size());
    String message = fails().getMessage();
    assertContains("the endpoint does not behave like Kinesis", message);
    assertContains(". The response has " + what + ".", message);
  }

  @Test
  void retriesAPutRecordsResponseWithoutResultEntries() {
    when(kinesis.putRecords(any()))
        .thenReturn(null)
        .thenReturn(new PutRecordsResult())
        .thenReturn(Fixtures.rows("a"));

    assertEquals(1, calls.put(List.of(new PutRecordsRequestEntry())).size());
    assertEquals(2, time.sleeps().size());
  }

  static Stream<Arguments> permanentErrors() {
    AmazonKinesisException unknown = kinesisError(400, null);
    unknown.setErrorMessage("<html>\nbad gateway\u2028[ERROR] forged");
    return Stream.of(
        Arguments.of(unknown, ". <html>?bad gateway?[ERROR] forged (no error code, HTTP 400)"),
        Arguments.of(
            withoutMessage(407), "check AWS_ENDPOINT_URL. no message (no error code, HTTP 407)"),
        Arguments.of(
            kinesisError(400, "Bad\u009bCode\u202e"), ". said Kinesis (Bad?Code?, HTTP 400)"),
        Arguments.of(
            new SdkClientException("no trust", new IOException(new CertificateException("who?"))),
            "the DNS name of the VPC endpoint or AWS_ENDPOINT_URL. no trust"),
        Arguments.of(
            new SdkClientException("no trust", new SSLPeerUnverifiedException("not you")),
            "the DNS name of the VPC endpoint or AWS_ENDPOINT_URL. no trust"),
        Arguments.of(
            new SdkClientException("Unable to load\nAWS credentials"),
            "the error is permanent. Unable to load?AWS credentials"));
  }

  @ParameterizedTest
  @MethodSource("permanentErrors")
  void reportsAPermanentErrorImmediatelyOnOneLine(SdkClientException error, String end) {
    String message = rejectionAfter(error);

    assertTrue(message.endsWith(end), message);
    verify(kinesis, times(1)).describeStream(any(DescribeStreamRequest.class));
  }

  @Test
  void saysWhatToCheckWhenTheNetworkFailsUntilTheDeadline() {
    describes().thenThrow(new SdkClientException("reset", new SocketException("no more")));

    String message = fails().getMessage();

    assertContains("check the network between the function and Kinesis", message);
    assertContains("The last error was: reset", message);
  }

  @Test
  void reportsTheLastResponseAtTheDeadline() {
    describes().thenThrow(kinesisError(400, "LimitExceededException"));

    PrewarmingException failure = fails();

    assertEquals(Reason.TIMED_OUT, failure.reason());
    String message = failure.getMessage();
    assertContains("DescribeStream on stream orders in eu-west-1 did not succeed in time", message);
    assertContains(
        ": the last response was: said Kinesis (LimitExceededException, HTTP 400)", message);
  }

  @Test
  void callsNothingAfterTheDeadline() {
    time.pass(Duration.ofSeconds(30));

    assertTrue(fails().getMessage().endsWith("for this call; raise the timeout of the function"));
    verify(kinesis, never()).describeStream(any(DescribeStreamRequest.class));
  }

  @Test
  void namesTheClockWhenThereWasNoTimeFromTheStart() {
    StreamCalls late =
        new StreamCalls(
            kinesis, ORDERS, Fixtures.deadlineIn(Duration.ofHours(-1), time), log.runLog());

    PrewarmingException failure = Fixtures.fails(() -> late.describe(null));

    assertEquals(Reason.TIMED_OUT, failure.reason());
    assertContains("check the clock", failure.getMessage());
  }

  @Test
  void limitsEachAttemptSoThatNoneOutlastsTheDeadline() {
    List<Integer> limits = new ArrayList<>();
    describes()
        .thenAnswer(
            call -> {
              int limit = call.<DescribeStreamRequest>getArgument(0).getSdkClientExecutionTimeout();
              limits.add(limit);
              time.pass(Duration.ofMillis(limit));
              throw new ClientExecutionTimeoutException("took too long");
            });

    fails();

    assertEquals(10_000, limits.get(0));
    assertTrue(limits.size() > 3, limits::toString);
    long spent = limits.stream().mapToLong(Integer::longValue).sum();
    assertTrue(spent <= 30_000, limits::toString);
    assertFalse(limits.contains(0), "0 would mean no limit");
  }

  private OngoingStubbing<DescribeStreamResult> describes() {
    return when(kinesis.describeStream(any(DescribeStreamRequest.class)));
  }

  private PrewarmingException fails() {
    return Fixtures.fails(() -> calls.describe(null));
  }

  /** The message if each attempt fails with this error. */
  private String rejectionAfter(SdkClientException error) {
    describes().thenThrow(error);
    PrewarmingException failure = fails();
    assertEquals(Reason.REJECTED, failure.reason());
    return failure.getMessage();
  }

  private static SdkClientException withoutMessage(int status) {
    AmazonKinesisException error = kinesisError(status, null);
    error.setErrorMessage(null);
    return error;
  }

  private static SdkClientException unknownHost() {
    return new SdkClientException("no host", new UnknownHostException("kinesis.xx-1"));
  }
}
