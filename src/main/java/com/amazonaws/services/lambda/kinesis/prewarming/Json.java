package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.invalid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;

/**
 * Reads and writes JSON. Java loads this class only for events that need JSON, which shortens the
 * cold starts of other events.
 */
final class Json {

  // Decimals keep the digits that were sent, and duplicate fields and trailing text are errors.
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /**
   * Reads a JSON object.
   *
   * @param name how the message of an exception refers to the JSON, such as {@code the body}
   * @throws PrewarmingException if the text is not a JSON object in UTF-8
   */
  static Map<?, ?> readObject(String name, byte[] json) {
    String detail;
    try {
      Object value = MAPPER.readValue(json, Object.class);
      if (value instanceof Map<?, ?> object) {
        return object;
      }
      detail = ", but was " + PrewarmRequest.typeOf(value);
    } catch (JsonProcessingException e) {
      detail = ": " + LogText.quoted(e.getOriginalMessage());
    } catch (IOException e) {
      detail = "";
    }
    throw invalid(name + " must be a JSON object in UTF-8" + detail);
  }

  /** Writes a value that consists of maps, lists and scalars as compact JSON. */
  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON value: " + value.getClass().getName(), e);
    }
  }
}
