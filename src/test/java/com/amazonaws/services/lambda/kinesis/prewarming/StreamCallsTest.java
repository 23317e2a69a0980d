package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.ORDERS;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.kinesisError;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.page;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.rows;
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
import com.amazonaws.services.kinesis.model.StreamDescription;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which faults are tried again, for how long, and what a person reads when it is over. */
class StreamCallsTest {

  private final AmazonKinesis kinesis = mock(AmazonKinesis.class);
  private final FakeTime time = new FakeTime();
  private final FakeLog log = new FakeLog();
  private final RegionalKinesis region = new RegionalKinesis(kinesis);
  private final StreamCalls calls =
      new StreamCalls(
          region, ORDERS, Fixtures.deadlineIn(Duration.ofSeconds(30), time), log.runLog());

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
  void aFaultThatMayPassIsTriedAgainWithAWarning(int status, String code) {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenThrow(kinesisError(status, code))
        .thenReturn(page("ACTIVE", false, "a"));

    assertEquals(1, calls.describe(null).getShards().size());

    assertEquals(
        List.of(
            "WARN DescribeStream on stream orders failed (attempt 1), trying again:"
                + " said Kinesis (%s, HTTP %d)".formatted(code, status)),
        log.lines());
    assertEquals(List.of(Duration.ofMillis(50)), time.sleeps());
  }

  @Test
  void aBrokenConnectionAndAnAttemptOutOfTimeAreTriedAgain() {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenThrow(new SdkClientException("reset", new SocketException("Connection reset")))
        .thenThrow(new ClientExecutionTimeoutException("took too long"))
        .thenReturn(page("ACTIVE", false));

    calls.describe(null);

    assertEquals(2, time.sleeps().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AccessDeniedException",
        "KMSDisabledException",
        "KMSInvalidStateException",
        "KMSNotFoundException",
        "KMSAccessDeniedException",
        "ResourceInUseException",
        "ExpiredTokenException",
        "ValidationException"
      })
  void aRefusalForGoodIsReportedAtOnce(String code) {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenThrow(kinesisError(400, code));

    PrewarmingException failure = Fixtures.fails(() -> calls.describe(null));

    assertEquals(Reason.REFUSED, failure.reason());
    assertTrue(
        failure
            .getMessage()
            .startsWith("kinesis:DescribeStream on stream orders in eu-west-1 failed: "));
    assertTrue(failure.getMessage().endsWith(". said Kinesis (" + code + ", HTTP 400)"));
    assertEquals(List.of(), time.sleeps());
  }

  @Test
  void aRefusalThatNobodyKnowsIsLeftToItsOwnWords() {
    describeFails(kinesisError(400, "ValidationException"));

    String message = Fixtures.fails(() -> calls.describe(null)).getMessage();

    assertTrue(message.contains("failed: no retry would cure it; see what it said. said Kinesis"));
  }

  @Test
  void aStreamThatIsNotThereIsReportedAsSuch() {
    when(kinesis.putRecords(any())).thenThrow(kinesisError(400, "ResourceNotFoundException"));

    PrewarmingException failure = Fixtures.fails(() -> calls.put(List.of()));

    assertEquals(Reason.STREAM_NOT_FOUND, failure.reason());
    assertTrue(failure.getMessage().contains("check streamName and regionName"));
  }

  @Test
  void aRegionThatNobodyHeardOfIsReportedAfterAFewSeconds() {
    describeFails(unknownHost());

    PrewarmingException failure = Fixtures.fails(() -> calls.describe(null));

    assertEquals(Reason.REFUSED, failure.reason());
    assertTrue(failure.getMessage().contains("check regionName"), failure.getMessage());
    Duration waited = time.sleeps().stream().reduce(Duration.ZERO, Duration::plus);
    assertTrue(waited.compareTo(StreamCalls.DOUBT) > 0, waited::toString);
    assertTrue(waited.compareTo(StreamCalls.DOUBT.plusSeconds(2)) < 0, waited::toString);
  }

  @Test
  void aNameThatIsNotFoundForAMomentIsAskedForAgain() {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenThrow(unknownHost())
        .thenReturn(page("ACTIVE", false, "a"));

    assertEquals(1, calls.describe(null).getShards().size());
  }

  @Test
  void aNameThatIsNotFoundThoughTheRegionIsThereIsAskedForUntilTheDeadline() {
    region.confirm();
    describeFails(unknownHost());

    PrewarmingException failure = Fixtures.fails(() -> calls.describe(null));

    assertEquals(Reason.OUT_OF_TIME, failure.reason());
    assertTrue(failure.getMessage().contains("a VPC's routes and DNS above all"));
  }

  @Test
  void aRegionIsThereOnceItHasAnsweredIfOnlyByARefusal() {
    describeFails(unknownHost());
    Fixtures.fails(() -> calls.describe(null));
    assertFalse(region.isKnown());

    when(kinesis.putRecords(any())).thenThrow(kinesisError(400, "AccessDeniedException"));
    Fixtures.fails(() -> calls.put(List.of()));
    assertTrue(region.isKnown());
  }

  @Test
  void aRegionIsThereOnceItHasAnswered() {
    when(kinesis.putRecords(any())).thenReturn(rows("a"));

    assertEquals(1, calls.put(List.of()).size());

    assertTrue(region.isKnown());
  }

  @ParameterizedTest
  @ValueSource(strings = {"InvalidSignatureException", "RequestExpired", "RequestTimeTooSkewed"})
  void aClockThatTheSdkCorrectsIsNoFailure(String code) {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenThrow(kinesisError(400, code))
        .thenReturn(page("ACTIVE", false, "a"));

    assertEquals(1, calls.describe(null).getShards().size());
    assertEquals(1, time.sleeps().size());
  }

  @Test
  void aSignatureThatStaysWrongIsReportedAfterAFewSeconds() {
    describeFails(kinesisError(403, "InvalidSignatureException"));

    PrewarmingException failure = Fixtures.fails(() -> calls.describe(null));

    assertEquals(Reason.REFUSED, failure.reason());
    assertTrue(failure.getMessage().contains("credentials are not accepted"));
  }

  @Test
  void theDoubtBeginsWithTheFirstFaultOfItsKind() {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenAnswer(
            call -> {
              time.pass(Duration.ofSeconds(5));
              throw new ClientExecutionTimeoutException("took too long");
            })
        .thenAnswer(
            call -> {
              time.pass(Duration.ofSeconds(5));
              throw kinesisError(403, "InvalidSignatureException");
            })
        .thenReturn(page("ACTIVE", false, "a"));

    assertEquals(1, calls.describe(null).getShards().size());
  }

  @Test
  void aCertificateThatIsNotKinesisOwnIsReportedAtOnce() {
    for (Exception cause :
        List.of(new CertificateException("who?"), new SSLPeerUnverifiedException("not you"))) {
      describeFails(new SdkClientException("no trust", new IOException(cause)));

      PrewarmingException failure = Fixtures.fails(() -> calls.describe(null));

      assertEquals(Reason.REFUSED, failure.reason());
      assertTrue(failure.getMessage().contains("a certificate that does not prove it"));
      assertEquals(List.of(), time.sleeps());
    }
  }

  static Stream<StreamDescription> halfAnswers() {
    return Stream.of(
        null,
        new StreamDescription().withStreamStatus("ACTIVE"),
        new StreamDescription().withStreamStatus("ACTIVE").withHasMoreShards(true));
  }

  @ParameterizedTest
  @MethodSource("halfAnswers")
  void anAnswerThatIsNotWholeIsAskedForAgain(StreamDescription half) {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenReturn(new DescribeStreamResult().withStreamDescription(half))
        .thenReturn(page("ACTIVE", true, "a"));

    assertEquals(1, calls.describe(null).getShards().size());
    assertEquals(1, time.sleeps().size());
  }

  @Test
  void anErrorThatIsNotKinesisOwnIsReportedAtOnceOnOneLine() {
    AmazonKinesisException error = kinesisError(400, null);
    error.setErrorMessage("<html>\nbad gateway\u2028[ERROR] forged");
    when(kinesis.describeStream(any(DescribeStreamRequest.class))).thenThrow(error);

    String message = Fixtures.fails(() -> calls.describe(null)).getMessage();

    assertTrue(
        message.endsWith(". <html>?bad gateway?[ERROR] forged (no error code, HTTP 400)"), message);
  }

  @Test
  void anErrorCodeIsShownOnOneLineToo() {
    describeFails(kinesisError(400, "Bad\u009bCode\u202e"));

    String message = Fixtures.fails(() -> calls.describe(null)).getMessage();

    assertTrue(message.endsWith(" said Kinesis (Bad?Code?, HTTP 400)"), message);
  }

  @Test
  void aNetworkThatStaysBrokenIsReportedWithWhereToLook() {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenThrow(new SdkClientException("reset", new SocketException("Connection reset")));

    String message = Fixtures.fails(() -> calls.describe(null)).getMessage();

    assertTrue(message.contains("look at the network between the function and Kinesis"), message);
    assertTrue(message.endsWith("the client said reset"), message);
  }

  @Test
  void missingCredentialsAreReportedAtOnce() {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenThrow(new SdkClientException("Unable to load AWS credentials"));

    PrewarmingException failure = Fixtures.fails(() -> calls.describe(null));

    assertTrue(failure.getMessage().endsWith("Unable to load AWS credentials"));
    verify(kinesis, times(1)).describeStream(any(DescribeStreamRequest.class));
  }

  @Test
  void aFaultThatStaysIsReportedAtTheDeadlineWithWhatKinesisSaidLast() {
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenThrow(kinesisError(400, "LimitExceededException"));

    PrewarmingException failure = Fixtures.fails(() -> calls.describe(null));

    assertEquals(Reason.OUT_OF_TIME, failure.reason());
    String message = failure.getMessage();
    assertTrue(
        message.startsWith(
            "DescribeStream on stream orders in eu-west-1 did not succeed before the function's"
                + " time ran out"),
        message);
    assertTrue(
        message.endsWith(": Kinesis said said Kinesis (LimitExceededException, HTTP 400)"),
        message);
  }

  @Test
  void aRunWithoutTimeCallsNothingAndSaysWhatToDo() {
    time.pass(Duration.ofSeconds(30));

    PrewarmingException failure = Fixtures.fails(() -> calls.describe(null));

    assertTrue(failure.getMessage().endsWith("raise the function's timeout"));
    verify(kinesis, never()).describeStream(any(DescribeStreamRequest.class));
  }

  @Test
  void noAttemptMayOutlastTheDeadline() {
    List<Integer> limits = new ArrayList<>();
    when(kinesis.describeStream(any(DescribeStreamRequest.class)))
        .thenAnswer(
            call -> {
              int limit = call.<DescribeStreamRequest>getArgument(0).getSdkClientExecutionTimeout();
              limits.add(limit);
              time.pass(Duration.ofMillis(limit));
              throw new ClientExecutionTimeoutException("took too long");
            });

    Fixtures.fails(() -> calls.describe(null));

    assertEquals(10_000, limits.get(0));
    assertTrue(limits.size() > 3, limits::toString);
    long spent = limits.stream().mapToLong(Integer::longValue).sum();
    assertTrue(spent <= 30_000, limits::toString);
    assertFalse(limits.contains(0), "0 would mean no limit");
  }

  private void describeFails(RuntimeException fault) {
    when(kinesis.describeStream(any(DescribeStreamRequest.class))).thenThrow(fault);
  }

  private static SdkClientException unknownHost() {
    return new SdkClientException("no host", new UnknownHostException("kinesis.xx-1"));
  }
}
