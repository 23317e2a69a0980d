package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.REJECTED;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.STREAM_NOT_FOUND;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.SdkClientException;
import com.amazonaws.http.timers.client.ClientExecutionTimeoutException;
import com.amazonaws.retry.RetryUtils;
import com.amazonaws.services.lambda.kinesis.prewarming.KinesisResponses.MalformedResponseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Interprets the exceptions of the SDK. It decides how often to retry a call, and gives advice for
 * the person who reads the message.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html">The
 *     errors of PutRecords</a>
 */
final class KinesisErrors {

  /**
   * The number of attempts for a possibly permanent error. With their pauses, these attempts take
   * about four seconds.
   */
  static final int FEW_ATTEMPTS = 9;

  // The SDK does not treat these errors as throttling.
  private static final Set<String> RETRYABLE =
      Set.of("LimitExceededException", "KMSThrottlingException");

  private static final Pattern SESSION_TOKEN = Pattern.compile("(?i)(x-amz-security-token:)\\S*");
  private static final int REQUEST_TIMEOUT = 408;

  private KinesisErrors() {}

  /**
   * Replaces the characters of an error that do not belong in a log line, and the session token,
   * which the error for a wrong signature can repeat. This method modifies the exception itself,
   * because Lambda also logs the cause of a failure.
   */
  static void clean(AmazonServiceException error) {
    String message = Objects.requireNonNullElse(error.getErrorMessage(), "no message");
    error.setErrorMessage(LogText.of(SESSION_TOKEN.matcher(message).replaceAll("$1 …")));
    error.setRequestId(LogText.of(error.getRequestId()));
    // The SDK reads a JSON null as the text "null".
    boolean hasCode = error.getErrorCode() != null && !error.getErrorCode().equals("null");
    error.setErrorCode(hasCode ? LogText.of(error.getErrorCode()) : "");
  }

  /**
   * Returns the number of attempts for a call that fails with this error: 1 for a permanent error;
   * {@link #FEW_ATTEMPTS} for a possibly permanent error (a wrong clock, a host name that is not
   * found, a malformed response); or {@link Integer#MAX_VALUE} for a retryable error, which is
   * retried until the deadline.
   */
  static int maxAttempts(SdkClientException error) {
    boolean few =
        isMalformed(error)
            || isUnknownHost(error)
            // The SDK corrects its clock with the date of the error response.
            || RetryUtils.isClockSkewError(error);
    if (few) {
      return FEW_ATTEMPTS;
    }
    return isRetryable(error) ? Integer.MAX_VALUE : 1;
  }

  private static boolean isRetryable(SdkClientException error) {
    if (error instanceof AmazonServiceException service) {
      return service.getStatusCode() >= 500
          || service.getStatusCode() == REQUEST_TIMEOUT
          || RETRYABLE.contains(service.getErrorCode())
          || RetryUtils.isThrottlingException(service);
    }
    return error instanceof ClientExecutionTimeoutException
        || isCausedBy(IOException.class, error) && !isUntrusted(error);
  }

  private static boolean isMalformed(SdkClientException error) {
    return error instanceof MalformedResponseException
        || isCausedBy(JsonProcessingException.class, error)
        // This is what the SDK says about a response with a field of the wrong type.
        || String.valueOf(error.getMessage()).startsWith("Unable to unmarshall response");
  }

  private static boolean isUnknownHost(SdkClientException error) {
    return isCausedBy(UnknownHostException.class, error);
  }

  private static boolean isUntrusted(SdkClientException error) {
    return isCausedBy(CertificateException.class, error)
        || isCausedBy(SSLPeerUnverifiedException.class, error);
  }

  /** Returns the error on one line: the message and error code of Kinesis, or the SDK's message. */
  static String text(SdkClientException error) {
    if (error instanceof AmazonServiceException service) {
      String code = code(error).isEmpty() ? "no error code" : code(error);
      return "%s (%s, HTTP %d)".formatted(service.getErrorMessage(), code, service.getStatusCode());
    }
    String message = String.valueOf(error.getMessage());
    boolean unclear = message.endsWith("null") && error.getCause() != null;
    return LogText.of(unclear ? message.replaceFirst("null$", "") + rootCause(error) : message);
  }

  /** Returns the advice for a call that was retried until the deadline. */
  static String adviceAtDeadline(SdkClientException error) {
    if (isMalformed(error) || isUntrusted(error) || isFromProxy(error)) {
      return adviceWithoutCode(error) + ". The last response was: " + text(error);
    }
    return error instanceof AmazonServiceException
        ? "the last response was: " + text(error)
        : "check the network between the function and Kinesis, especially the routes and the DNS of"
            + " a VPC. The last error was: "
            + text(error);
  }

  private static boolean isFromProxy(SdkClientException error) {
    return error instanceof AmazonServiceException && code(error).isEmpty();
  }

  private static String code(SdkClientException error) {
    return error instanceof AmazonServiceException service
        ? Objects.requireNonNullElse(service.getErrorCode(), "")
        : "";
  }

  /** Creates the exception for a call that has used all attempts for this error. */
  static PrewarmingException permanent(String call, SdkClientException error) {
    return new PrewarmingException(
        code(error).equals("ResourceNotFoundException") ? STREAM_NOT_FOUND : REJECTED,
        "%s failed: %s. %s".formatted(call, advice(error), text(error)),
        error);
  }

  private static String advice(SdkClientException error) {
    return switch (code(error)) {
      case "ResourceNotFoundException" ->
          "the stream does not exist in this Region of the function's account; check streamName"
              + " and regionName";
      case "AccessDeniedException" ->
          "the role of the function does not allow the call; name the stream in the parameter"
              + " StreamName of the stack, or deploy the template for an additional stream";
      case "ResourceInUseException" -> "the stream is being created or deleted";
      case "KMSAccessDeniedException" ->
          "the role of the function can't use the stream's KMS key; name the key in the parameter"
              + " StreamKmsKeyArn of the stack, and check that the key policy allows the role to"
              + " use it";
      case "KMSDisabledException", "KMSInvalidStateException", "KMSNotFoundException" ->
          "the stream's KMS key is disabled or deleted; enable the key, or change the key of the"
              + " stream";
      case "UnrecognizedClientException",
          "InvalidClientTokenId",
          "ExpiredTokenException",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "RequestExpired",
          "RequestTimeTooSkewed",
          "RequestInTheFuture" ->
          "Kinesis does not accept the function's credentials; check that the Region is enabled"
              + " for the account, and check the clock of the execution environment if the message"
              + " names a time";
      default -> adviceWithoutCode(error);
    };
  }

  private static String adviceWithoutCode(SdkClientException error) {
    if (isUnknownHost(error)) {
      return "the host name of Kinesis in this Region was not found; check regionName, and the DNS"
          + " of the VPC if the function runs in one";
    }
    if (isUntrusted(error)) {
      return "the certificate of the endpoint does not belong to Kinesis; check whether a proxy"
          + " intercepts TLS, and check the DNS name of the VPC endpoint or AWS_ENDPOINT_URL";
    }
    return isMalformed(error) || isFromProxy(error)
        ? "the endpoint does not behave like Kinesis; if the function uses a proxy, check the proxy"
            + " and its credentials, and check AWS_ENDPOINT_URL"
        : "the error is permanent";
  }

  private static Throwable rootCause(Throwable error) {
    return error.getCause() == null ? error : rootCause(error.getCause());
  }

  private static boolean isCausedBy(Class<? extends Exception> type, Throwable error) {
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
