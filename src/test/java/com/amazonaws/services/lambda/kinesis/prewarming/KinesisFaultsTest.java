package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is told to do about a refusal. */
class KinesisFaultsTest {

  @ParameterizedTest
  @CsvSource({
    "ResourceNotFoundException, STREAM_NOT_FOUND, check streamName and regionName",
    "AccessDeniedException, REFUSED, name the stream in the stack's StreamName or OtherStreamArns",
    "ResourceInUseException, REFUSED, the stream is being created or deleted",
    "KMSAccessDeniedException, REFUSED, name the key in the stack's StreamKmsKeyArn",
    "KMSDisabledException, REFUSED, the stream's encryption key is disabled",
    "KMSInvalidStateException, REFUSED, the stream's encryption key is disabled or gone",
    "KMSNotFoundException, REFUSED, the stream's encryption key is disabled or gone",
    "UnrecognizedClientException, REFUSED, the function's credentials are not accepted",
    "InvalidClientTokenId, REFUSED, the function's credentials are not accepted",
    "ExpiredTokenException, REFUSED, the function's credentials are not accepted",
    "InvalidSignatureException, REFUSED, the function's credentials are not accepted",
    "SignatureDoesNotMatch, REFUSED, the function's credentials are not accepted",
    "RequestExpired, REFUSED, the function's credentials are not accepted",
    "RequestTimeTooSkewed, REFUSED, the function's credentials are not accepted",
    "RequestInTheFuture, REFUSED, the function's credentials are not accepted",
    "ValidationException, REFUSED, no retry would cure it; see what it said. said Kinesis"
  })
  void aRefusalSaysWhatToDo(String code, Reason reason, String advice) {
    PrewarmingException failure =
        KinesisFaults.refusal("PutRecords", Fixtures.ORDERS, Fixtures.kinesisError(400, code));

    assertEquals(reason, failure.reason());
    assertTrue(failure.getMessage().contains(advice), failure.getMessage());
  }
}
