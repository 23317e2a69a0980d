package com.amazonaws.services.lambda.kinesis.prewarming;

/** A request that was rejected, or a run that missed a shard. The message says what to do. */
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

  /** Reports an invalid event. */
  static PrewarmingException invalid(String message) {
    return new PrewarmingException(Reason.INVALID_REQUEST, message);
  }

  /** Reports a failure that the code does not expect. */
  static PrewarmingException unexpected(RuntimeException cause) {
    return new PrewarmingException(
        Reason.UNEXPECTED,
        "unexpected failure: %s. The log has the stack trace".formatted(LogText.of(cause + "")),
        cause);
  }

  Reason reason() {
    return reason;
  }

  /** The kind of failure, with the HTTP status that an API Gateway caller gets for it. */
  enum Reason {
    /** The event is invalid. Nothing was sent to Kinesis. */
    INVALID_REQUEST(400),
    /** The Region has no such stream. */
    STREAM_NOT_FOUND(404),
    /** Neither this function nor Kinesis was expected to fail in this way. */
    UNEXPECTED(500),
    /** Kinesis rejected a call permanently: no permission, a deleted stream, a disabled key. */
    REJECTED(502),
    /** At least one shard got no canary, or may have got none. */
    SHARDS_MISSED(502),
    /** The time was up before the run could list the stream, or list it again. */
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
