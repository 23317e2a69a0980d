package com.amazonaws.services.lambda.kinesis.prewarming;

/** A request that was refused, or a run that missed a shard; the message says what to do. */
final class PrewarmingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  PrewarmingException(Reason reason, String message) {
    this(reason, message, null);
  }

  PrewarmingException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The event is wrong, as the message says. */
  static PrewarmingException invalid(String message) {
    return new PrewarmingException(Reason.INVALID_REQUEST, message);
  }

  Reason reason() {
    return reason;
  }

  /** Why it failed, with the HTTP status that says so to an API Gateway caller. */
  enum Reason {
    /** The event is wrong; nothing was sent to Kinesis. */
    INVALID_REQUEST(400),
    /** The region has no such stream. */
    STREAM_NOT_FOUND(404),
    /** Kinesis refuses for good: no permission, a stream being deleted, a key disabled. */
    REJECTED(502),
    /** Some shards got no canary, though all others did. */
    SHARDS_MISSED(502),
    /** Kinesis did not answer before the invocation's time was up. */
    TIMED_OUT(504);

    private final int httpStatus;

    Reason(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    int httpStatus() {
      return httpStatus;
    }
  }
}
