package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is told to do about a refusal. */
class KinesisErrorsTest {

  @ParameterizedTest
  @CsvSource({
    "ResourceNotFoundException, STREAM_NOT_FOUND, check streamName and regionName",
    "AccessDeniedException, REJECTED, name the stream in the stack's StreamName or OtherStreamArns",
    "ResourceInUseException, REJECTED, the stream is being created or deleted",
    "KMSAccessDeniedException, REJECTED, name the key in the stack's StreamKmsKeyArn",
    "KMSDisabledException, REJECTED, the stream's encryption key is disabled",
    "KMSInvalidStateException, REJECTED, the stream's encryption key is disabled or gone",
    "KMSNotFoundException, REJECTED, the stream's encryption key is disabled or gone",
    "UnrecognizedClientException, REJECTED, the function's credentials are not accepted",
    "InvalidClientTokenId, REJECTED, the function's credentials are not accepted",
    "ExpiredTokenException, REJECTED, the function's credentials are not accepted",
    "InvalidSignatureException, REJECTED, the function's credentials are not accepted",
    "SignatureDoesNotMatch, REJECTED, the function's credentials are not accepted",
    "RequestExpired, REJECTED, the function's credentials are not accepted",
    "RequestTimeTooSkewed, REJECTED, the function's credentials are not accepted",
    "RequestInTheFuture, REJECTED, the function's credentials are not accepted",
    "ValidationException, REJECTED, no retry would cure it; see what it said. said Kinesis"
  })
  void aRefusalSaysWhatToDo(String code, Reason reason, String advice) {
    PrewarmingException failure =
        KinesisErrors.refusal("PutRecords", Fixtures.ORDERS, Fixtures.kinesisError(400, code));

    assertEquals(reason, failure.reason());
    assertTrue(failure.getMessage().contains(advice), failure.getMessage());
  }
}
