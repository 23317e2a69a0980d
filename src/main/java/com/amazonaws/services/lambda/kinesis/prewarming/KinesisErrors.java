package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.REJECTED;
import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.Reason.STREAM_NOT_FOUND;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.SdkClientException;
import com.amazonaws.http.timers.client.ClientExecutionTimeoutException;
import com.amazonaws.retry.RetryUtils;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What the SDK's exceptions mean: whether a retry may cure them, and what a person should do.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html">The
 *     errors of PutRecords</a>
 */
final class KinesisErrors {

  // Throttles that the SDK does not count as such.
  private static final Set<String> PASSING =
      Set.of("LimitExceededException", "KMSThrottlingException");

  private static final int REQUEST_TIMEOUT = 408;

  private KinesisErrors() {}

  /** Makes Kinesis' words fit for messages and for the log, which shows a failure's cause too. */
  static void clean(AmazonServiceException refusal) {
    refusal.setErrorMessage(LogText.of(refusal.getErrorMessage()));
    refusal.setRequestId(LogText.of(refusal.getRequestId()));
    refusal.setErrorCode(LogText.of(Objects.requireNonNullElse(refusal.getErrorCode(), "")));
  }

  /** Whether the same call may succeed later. */
  static boolean isRetryable(SdkClientException fault) {
    if (fault instanceof AmazonServiceException refusal) {
      return refusal.getStatusCode() >= 500
          || refusal.getStatusCode() == REQUEST_TIMEOUT
          || PASSING.contains(code(fault))
          || RetryUtils.isThrottlingException(refusal)
          // The SDK corrects its clock by the date of the refusal.
          || RetryUtils.isClockSkewError(refusal);
    }
    return fault instanceof ClientExecutionTimeoutException
        || isCausedBy(IOException.class, fault) && !isDistrusted(fault);
  }

  /** Whether the host's name was not found. */
  static boolean isUnknownHost(SdkClientException fault) {
    return isCausedBy(UnknownHostException.class, fault);
  }

  private static boolean isDistrusted(SdkClientException fault) {
    return isCausedBy(CertificateException.class, fault)
        || isCausedBy(SSLPeerUnverifiedException.class, fault);
  }

  /** What went wrong, on one line: Kinesis' own words and error code, or the client's. */
  static String text(SdkClientException fault) {
    if (fault instanceof AmazonServiceException refusal) {
      String code = code(fault).isEmpty() ? "no error code" : code(fault);
      return "%s (%s, HTTP %d)".formatted(refusal.getErrorMessage(), code, refusal.getStatusCode());
    }
    return LogText.of(fault.getMessage());
  }

  /** What to look at when a fault that may pass did not pass in time. */
  static String lastWord(SdkClientException fault) {
    return fault instanceof AmazonServiceException
        ? "Kinesis said " + text(fault)
        : "look at the network between the function and Kinesis, a VPC's routes and DNS above"
            + " all; the client said "
            + text(fault);
  }

  private static String code(SdkClientException fault) {
    return fault instanceof AmazonServiceException refusal ? refusal.getErrorCode() : "";
  }

  /** The failure to report for a fault that no retry cures. */
  static PrewarmingException refusal(
      String action, PrewarmRequest stream, SdkClientException fault) {
    String code = code(fault);
    String where =
        "kinesis:%s on stream %s in %s".formatted(action, stream.streamName(), stream.regionName());
    boolean notFound = "ResourceNotFoundException".equals(code);
    return new PrewarmingException(
        notFound ? STREAM_NOT_FOUND : REJECTED,
        "%s failed: %s. %s".formatted(where, advice(code, fault), text(fault)),
        fault);
  }

  private static String advice(String code, SdkClientException fault) {
    return switch (code) {
      case "ResourceNotFoundException" ->
          "there is no such stream in that region and the function's account;"
              + " check streamName and regionName";
      case "AccessDeniedException" ->
          "the function's role does not allow it; name the stream in the stack's StreamName or"
              + " OtherStreamArns";
      case "ResourceInUseException" -> "the stream is being created or deleted";
      case "KMSAccessDeniedException" ->
          "the function's role may not use the stream's key; name the key in the stack's"
              + " StreamKmsKeyArn or OtherStreamKmsKeyArns, and see that the key's policy lets the"
              + " role use it";
      case "KMSDisabledException", "KMSInvalidStateException", "KMSNotFoundException" ->
          "the stream's encryption key is disabled or gone; enable it, or change the stream's key";
      case "UnrecognizedClientException",
          "InvalidClientTokenId",
          "ExpiredTokenException",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "RequestExpired",
          "RequestTimeTooSkewed",
          "RequestInTheFuture" ->
          "the function's credentials are not accepted; check that the region is enabled for the"
              + " account, and what time the function's clock shows if a time is named";
      default -> adviceWithoutCode(fault);
    };
  }

  private static String adviceWithoutCode(SdkClientException fault) {
    if (isUnknownHost(fault)) {
      return "the region has no Kinesis that this function can find; check regionName, and the"
          + " VPC's DNS where the function is in one";
    }
    return isDistrusted(fault)
        ? "what answered has a certificate that does not prove it to be Kinesis; look for a proxy"
            + " in between, and at the DNS name that the VPC endpoint or AWS_ENDPOINT_URL gives"
        : "no retry would cure it; see what it said";
  }

  private static boolean isCausedBy(Class<? extends Exception> type, Throwable fault) {
    for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
