package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    "ValidationException, REJECTED, a retry would not help; see the error. said Kinesis",
    "'', REJECTED, the endpoint does not behave like Kinesis; check a proxy in between"
  })
  void saysWhatToDoAboutAPermanentError(String code, Reason reason, String advice) {
    PrewarmingException failure =
        KinesisErrors.permanent("kinesis:PutRecords", Fixtures.kinesisError(400, code));

    assertEquals(reason, failure.reason());
    assertTrue(failure.getMessage().startsWith("kinesis:PutRecords failed: "));
    assertTrue(failure.getMessage().contains(advice), failure.getMessage());
  }
}
