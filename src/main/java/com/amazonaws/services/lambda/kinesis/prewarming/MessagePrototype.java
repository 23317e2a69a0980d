package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.invalid;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Converts the {@code messagePrototype} of an event to the data of each canary. */
final class MessagePrototype {

  /**
   * The maximum size of a prototype, which is the size of a batch minus the longest possible
   * partition key of 256 bytes. The limit of the stream is usually lower: Kinesis rejects records
   * of more than 1 MiB, unless the limit of the stream was raised, which is possible up to 10 MiB.
   */
  static final int MAX_BYTES = CanaryWriter.BATCH_BYTES - 256;

  private MessagePrototype() {}

  /**
   * Returns the UTF-8 bytes of a string, the compact JSON of any other value, or no bytes for null.
   *
   * @throws PrewarmingException if a string can't be encoded in UTF-8, or if the result has more
   *     than {@link #MAX_BYTES} bytes
   */
  static ByteBuffer toBytes(Object prototype) {
    ByteBuffer bytes = utf8(string(prototype));
    if (bytes.remaining() > MAX_BYTES) {
      throw invalid(
          "messagePrototype must have at most %d bytes, but had %d"
              .formatted(MAX_BYTES, bytes.remaining()));
    }
    return bytes;
  }

  private static String string(Object prototype) {
    if (prototype instanceof String string) {
      return string;
    }
    return prototype == null ? "" : Json.write(prototype);
  }

  private static ByteBuffer utf8(String string) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(string));
    } catch (CharacterCodingException e) {
      throw invalid("messagePrototype must be valid Unicode, but contained an unpaired surrogate");
    }
  }
}
