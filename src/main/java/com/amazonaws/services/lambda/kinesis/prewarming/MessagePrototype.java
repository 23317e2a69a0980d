package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.invalid;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Turns the {@code messagePrototype} of an event into the data of each canary. */
final class MessagePrototype {

  /**
   * The most bytes of a prototype: a batch of {@link CanaryWriter} less the longest partition key,
   * which has 256 bytes. Kinesis rejects a record that is larger than the limit of its stream: 1
   * MiB, or up to 10 MiB if the limit was raised.
   */
  static final int MAX_BYTES = CanaryWriter.BATCH_BYTES - 256;

  private MessagePrototype() {}

  /**
   * Returns a string in UTF-8, any other value as compact JSON, and no bytes for null.
   *
   * @throws PrewarmingException if a string can't be encoded in UTF-8, or if there are more than
   *     {@link #MAX_BYTES} bytes
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
