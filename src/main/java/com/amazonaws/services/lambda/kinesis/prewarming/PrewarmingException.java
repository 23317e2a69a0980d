package com.amazonaws.services.lambda.kinesis.prewarming;

/** Signals an invalid request or a failed run. The message says what is wrong and what to do. */
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

  /** Creates the exception for an invalid event. */
  static PrewarmingException invalid(String message) {
    return new PrewarmingException(Reason.INVALID_REQUEST, message);
  }

  /** Creates the exception for a failure that the code does not expect. */
  static PrewarmingException unexpected(RuntimeException cause) {
    return new PrewarmingException(
        Reason.UNEXPECTED,
        "unexpected failure: %s. The log has the stack trace.".formatted(LogText.of(cause + "")),
        cause);
  }

  Reason reason() {
    return reason;
  }

  /** The kind of failure, with the HTTP status that API callers receive. */
  enum Reason {
    /** The event is invalid. Nothing was sent to Kinesis. */
    INVALID_REQUEST(400),
    /** The stream does not exist in the Region. */
    STREAM_NOT_FOUND(404),
    /** The function failed in a way that its code does not expect. */
    UNEXPECTED(500),
    /** Kinesis rejected a call permanently: no permission, a deleted stream, a disabled key. */
    REJECTED(502),
    /** At least one shard got no canary, or may have none. */
    SHARDS_MISSED(502),
    /** The time was up before the run had listed the stream, or before it could list it again. */
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
