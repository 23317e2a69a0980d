package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.invalid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;

/** JSON in and out; loaded only by the events that need it, as it costs CPU at a cold start. */
final class Json {

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  // Decimal places stay as they were sent, and a field given twice is a mistake, not a choice.
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /**
   * The object that a JSON text is.
   *
   * @param name what to call the text in a message
   * @throws PrewarmingException if it is not JSON in UTF-8, or not an object
   */
  static Map<String, Object> readObject(String name, byte[] json) {
    String detail = ", and is null";
    try {
      Map<String, Object> object = MAPPER.readValue(json, OBJECT);
      if (object != null) {
        return object;
      }
    } catch (JsonProcessingException e) {
      detail = ": " + LogText.quoted(e.getOriginalMessage());
    } catch (IOException e) {
      detail = "";
    }
    throw invalid(name + " must be a JSON object in UTF-8" + detail);
  }

  /** The compact JSON text of a value made of maps, lists and scalars, its texts as they are. */
  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON value: " + value.getClass().getName(), e);
    }
  }
}
