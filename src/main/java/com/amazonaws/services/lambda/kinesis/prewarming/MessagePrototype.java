package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.invalid;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Turns an event's {@code messagePrototype} into the bytes that each canary carries. */
final class MessagePrototype {

  /**
   * What fits in one of {@link CanaryWriter}'s batches of 5 MiB beside the longest partition key,
   * 256 bytes. PutRecords itself takes 10 MiB; a stream's limit for a record, 1 MiB unless raised
   * to at most 10, is told by Kinesis.
   */
  static final int MAX_BYTES = CanaryWriter.BATCH_BYTES - 256;

  private MessagePrototype() {}

  /**
   * A text's UTF-8 bytes, any other value's compact JSON text, nothing for null.
   *
   * @throws PrewarmingException if UTF-8 cannot carry a text in it, or no request the bytes
   */
  static ByteBuffer toBytes(Object prototype) {
    ByteBuffer bytes = utf8(text(prototype));
    if (bytes.remaining() > MAX_BYTES) {
      throw invalid(
          "messagePrototype must take at most %d bytes, as a request of this function's holds %d"
                  .formatted(MAX_BYTES, CanaryWriter.BATCH_BYTES)
              + ", and takes "
              + bytes.remaining());
    }
    return bytes;
  }

  private static String text(Object prototype) {
    if (prototype instanceof String text) {
      return text;
    }
    return prototype == null ? "" : Json.write(prototype);
  }

  private static ByteBuffer utf8(String text) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw invalid("messagePrototype must be whole Unicode text, and holds half a surrogate pair");
    }
  }
}
