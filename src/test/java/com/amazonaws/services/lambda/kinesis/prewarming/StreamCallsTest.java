package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.ORDERS;
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
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.stubbing.OngoingStubbing;

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
    describes().thenThrow(kinesisError(status, code)).thenReturn(page(1));

    assertEquals(1, calls.describe(null).getShards().size());

    assertEquals(
        List.of(
            "WARN DescribeStream on stream orders failed (attempt 1), trying again:"
                + " said Kinesis (%s, HTTP %d)".formatted(code, status)),
        log.lines());
    assertEquals(List.of(Duration.ofMillis(50)), time.sleeps());
  }

  static Stream<SdkClientException> faultsThatMayPass() {
    return Stream.of(
        new SdkClientException("reset", new SocketException("Connection reset")),
        new SdkClientException("cut", new SSLHandshakeException("Remote host terminated")),
        new ClientExecutionTimeoutException("took too long"),
        unknownHost(),
        kinesisError(400, "InvalidSignatureException"),
        kinesisError(400, "RequestExpired"),
        kinesisError(400, "RequestTimeTooSkewed"));
  }

  /** A clock set wrong is one that the SDK corrects. */
  @ParameterizedTest
  @MethodSource("faultsThatMayPass")
  void aBrokenConnectionAndAClockSetWrongAreTriedAgain(SdkClientException fault) {
    describes().thenThrow(fault).thenReturn(page(1));

    assertEquals(1, calls.describe(null).getShards().size());
    assertEquals(1, time.sleeps().size());
    assertTrue(region.isKnown(), "it has answered");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AccessDeniedException", "KMSDisabledException", "KMSInvalidStateException",
        "KMSNotFoundException", "KMSAccessDeniedException", "ResourceInUseException",
        "ExpiredTokenException", "ValidationException"
      })
  void aRefusalForGoodIsReportedAtOnce(String code) {
    describes().thenThrow(kinesisError(400, code));

    PrewarmingException failure = fails();

    assertEquals(Reason.REJECTED, failure.reason());
    assertTrue(
        failure
            .getMessage()
            .startsWith("kinesis:DescribeStream on stream orders in eu-west-1 failed: "));
    assertTrue(failure.getMessage().endsWith(". said Kinesis (" + code + ", HTTP 400)"));
    assertEquals(List.of(), time.sleeps());
  }

  static Stream<Arguments> faultsThatMayStay() {
    return Stream.of(
        Arguments.of(unknownHost(), "check regionName"),
        Arguments.of(
            kinesisError(403, "InvalidSignatureException"), "credentials are not accepted"));
  }

  @ParameterizedTest
  @MethodSource("faultsThatMayStay")
  void aFaultThatMayStayIsReportedAfterAFewSeconds(SdkClientException fault, String advice) {
    String message = refusalAfter(fault);

    assertTrue(message.contains(advice), message);
    Duration waited = time.sleeps().stream().reduce(Duration.ZERO, Duration::plus);
    assertTrue(waited.compareTo(StreamCalls.DOUBT) > 0, waited::toString);
    assertTrue(waited.compareTo(StreamCalls.DOUBT.plusSeconds(2)) < 0, waited::toString);
  }

  @Test
  void aNameThatIsNotFoundThoughTheRegionIsThereIsAskedForUntilTheDeadline() {
    region.confirm();
    describes().thenThrow(unknownHost());

    PrewarmingException failure = fails();

    assertEquals(Reason.TIMED_OUT, failure.reason());
    assertTrue(failure.getMessage().contains("a VPC's routes and DNS above all"));
  }

  @Test
  void aRegionIsThereOnceItHasAnsweredIfOnlyByARefusal() {
    describes().thenThrow(unknownHost());
    fails();
    assertFalse(region.isKnown());

    when(kinesis.putRecords(any())).thenThrow(kinesisError(400, "AccessDeniedException"));
    Fixtures.fails(() -> calls.put(List.of()));
    assertTrue(region.isKnown());
  }

  @Test
  void theDoubtBeginsWithTheFirstFaultOfItsKind() {
    describes()
        .thenAnswer(call -> failAfterFiveSeconds(new ClientExecutionTimeoutException("too long")))
        .thenAnswer(call -> failAfterFiveSeconds(kinesisError(403, "InvalidSignatureException")))
        .thenReturn(page(1));

    assertEquals(1, calls.describe(null).getShards().size());
  }

  private DescribeStreamResult failAfterFiveSeconds(SdkClientException fault) {
    time.pass(Duration.ofSeconds(5));
    throw fault;
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
    describes()
        .thenReturn(new DescribeStreamResult().withStreamDescription(half))
        .thenReturn(page(101));

    assertEquals(100, calls.describe(null).getShards().size());
    assertEquals(1, time.sleeps().size());
  }

  static Stream<Arguments> faultsThatStay() {
    AmazonKinesisException nobodys = kinesisError(400, null);
    nobodys.setErrorMessage("<html>\nbad gateway\u2028[ERROR] forged");
    return Stream.of(
        Arguments.of(nobodys, ". <html>?bad gateway?[ERROR] forged (no error code, HTTP 400)"),
        Arguments.of(
            kinesisError(400, "Bad\u009bCode\u202e"), ". said Kinesis (Bad?Code?, HTTP 400)"),
        Arguments.of(
            new SdkClientException("no trust", new IOException(new CertificateException("who?"))),
            "that the VPC endpoint or AWS_ENDPOINT_URL gives. no trust"),
        Arguments.of(
            new SdkClientException("no trust", new SSLPeerUnverifiedException("not you")),
            "that the VPC endpoint or AWS_ENDPOINT_URL gives. no trust"),
        Arguments.of(
            new SdkClientException("Unable to load\nAWS credentials"),
            "no retry would cure it; see what it said. Unable to load?AWS credentials"));
  }

  @ParameterizedTest
  @MethodSource("faultsThatStay")
  void aFaultThatStaysIsReportedAtOnceOnOneLine(SdkClientException fault, String end) {
    String message = refusalAfter(fault);

    assertTrue(message.endsWith(end), message);
    verify(kinesis, times(1)).describeStream(any(DescribeStreamRequest.class));
  }

  @Test
  void aNetworkThatStaysBrokenIsReportedWithWhereToLook() {
    describes().thenThrow(new SdkClientException("reset", new SocketException("no more")));

    String message = fails().getMessage();

    assertTrue(message.contains("look at the network between the function and Kinesis"), message);
    assertTrue(message.endsWith("the client said reset"), message);
  }

  @Test
  void aFaultThatStaysIsReportedAtTheDeadlineWithWhatKinesisSaidLast() {
    describes().thenThrow(kinesisError(400, "LimitExceededException"));

    PrewarmingException failure = fails();

    assertEquals(Reason.TIMED_OUT, failure.reason());
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

    PrewarmingException failure = fails();

    assertTrue(failure.getMessage().endsWith("raise the function's timeout"));
    verify(kinesis, never()).describeStream(any(DescribeStreamRequest.class));
  }

  @Test
  void noAttemptMayOutlastTheDeadline() {
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

  /** What is said where each call meets this fault, and the run is refused. */
  private String refusalAfter(SdkClientException fault) {
    describes().thenThrow(fault);
    PrewarmingException failure = fails();
    assertEquals(Reason.REJECTED, failure.reason());
    return failure.getMessage();
  }

  private static SdkClientException unknownHost() {
    return new SdkClientException("no host", new UnknownHostException("kinesis.xx-1"));
  }
}
