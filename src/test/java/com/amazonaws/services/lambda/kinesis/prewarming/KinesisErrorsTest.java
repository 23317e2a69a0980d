package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.assertContains;
import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.kinesisError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.SdkClientException;
import com.amazonaws.services.kinesis.model.AmazonKinesisException;
import com.amazonaws.services.lambda.kinesis.prewarming.KinesisResponses.MalformedResponseException;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import com.fasterxml.jackson.core.JsonParseException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KinesisErrorsTest {

  @ParameterizedTest
  @CsvSource({
    "ResourceNotFoundException, STREAM_NOT_FOUND, check streamName and regionName",
    "AccessDeniedException, REJECTED, name the stream in the parameter StreamName of the stack",
    "ResourceInUseException, REJECTED, the stream is being created or deleted",
    "KMSAccessDeniedException, REJECTED, name the key in the parameter StreamKmsKeyArn",
    "KMSDisabledException, REJECTED, the stream's KMS key is disabled or deleted",
    "KMSInvalidStateException, REJECTED, the stream's KMS key is disabled or deleted",
    "KMSNotFoundException, REJECTED, the stream's KMS key is disabled or deleted",
    "UnrecognizedClientException, REJECTED, Kinesis does not accept the function's credentials",
    "InvalidClientTokenId, REJECTED, Kinesis does not accept the function's credentials",
    "ExpiredTokenException, REJECTED, Kinesis does not accept the function's credentials",
    "InvalidSignatureException, REJECTED, Kinesis does not accept the function's credentials",
    "SignatureDoesNotMatch, REJECTED, Kinesis does not accept the function's credentials",
    "RequestExpired, REJECTED, Kinesis does not accept the function's credentials",
    "RequestTimeTooSkewed, REJECTED, Kinesis does not accept the function's credentials",
    "RequestInTheFuture, REJECTED, Kinesis does not accept the function's credentials",
    "ValidationException, REJECTED, the error is permanent. said Kinesis",
    "'', REJECTED, the endpoint does not behave like Kinesis; if the function uses a proxy"
  })
  void saysWhatToDoAboutAPermanentError(String code, Reason reason, String advice) {
    PrewarmingException failure =
        KinesisErrors.permanent("kinesis:PutRecords", Fixtures.kinesisError(400, code));

    assertEquals(reason, failure.reason());
    assertTrue(failure.getMessage().startsWith("kinesis:PutRecords failed: "));
    assertTrue(failure.getMessage().contains(advice), failure.getMessage());
  }

  static Stream<Arguments> errorsAtDeadline() {
    return Stream.of(
        Arguments.of(new MalformedResponseException("no status"), "does not behave like Kinesis"),
        Arguments.of(
            new SdkClientException("no JSON", new JsonParseException(null, "no JSON")),
            "does not behave like Kinesis"),
        Arguments.of(
            new SdkClientException("Unable to unmarshall response (not a list)"),
            "does not behave like Kinesis"),
        Arguments.of(
            new SdkClientException("no trust", new CertificateException("who?")),
            "AWS_ENDPOINT_URL. The last response was: no trust"),
        Arguments.of(kinesisError(502, ""), ". The last response was: said Kinesis (no error code"),
        Arguments.of(kinesisError(503, "Busy"), "the last response was: said Kinesis (Busy"),
        Arguments.of(
            new SdkClientException("reset", new SocketException("reset")),
            " the network between the function and Kinesis, especially"));
  }

  @ParameterizedTest
  @MethodSource("errorsAtDeadline")
  void saysWhatToDoAboutAnErrorThatWasRetriedUntilTheDeadline(
      SdkClientException error, String advice) {
    assertContains(advice, KinesisErrors.adviceAtDeadline(error));
  }

  @Test
  void replacesTheSessionTokenAndLineEndsInAnError() {
    AmazonKinesisException error = kinesisError(403, "InvalidSignatureException");
    error.setRequestId("1\n2");
    error.setErrorMessage("should have been\nX-Amz-Security-Token:IQoJ/+=\nx-amz-target:Kinesis");

    KinesisErrors.clean(error);

    assertEquals(
        "should have been?X-Amz-Security-Token: …?x-amz-target:Kinesis", error.getErrorMessage());
    assertEquals("1?2", error.getRequestId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null"})
  void saysThatAnErrorHasNoCode(String code) {
    AmazonKinesisException error = kinesisError(400, code);

    KinesisErrors.clean(error);

    assertEquals("said Kinesis (no error code, HTTP 400)", KinesisErrors.text(error));
  }

  @Test
  void namesTheCauseIfTheMessageIsNull() {
    SocketException root = new SocketException("closed");
    assertEquals(
        "failed: java.net.SocketException: closed",
        KinesisErrors.text(new SdkClientException("failed: null", new IOException(root))));
    assertEquals("failed: null", KinesisErrors.text(new SdkClientException("failed: null")));
    assertEquals(
        "failed", KinesisErrors.text(new SdkClientException("failed", new SocketException())));
  }
}
