package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.invalid;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A validated request, which names the stream to prewarm and contains the data of its canaries.
 *
 * @param streamName 1 to 128 characters from {@code a-z A-Z 0-9 _ . -}, as in Kinesis
 * @param regionName a name that has the form of a Region name, even if the SDK does not know the
 *     Region
 * @param data the read-only data of each canary; can be empty
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html">
 *     CreateStream, for the stream name</a>
 */
record PrewarmRequest(String streamName, String regionName, ByteBuffer data) {

  private static final Set<String> FIELDS = Set.of("streamName", "regionName", "messagePrototype");
  private static final Pattern STREAM = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
  // The Region becomes part of the host name to which the SDK sends signed requests.
  private static final Pattern REGION = Pattern.compile("[a-z]{2,8}(-[a-z]{1,16}){1,4}-[0-9]{1,2}");

  PrewarmRequest {
    check(STREAM, "streamName", streamName, "1 to 128 characters from a-z A-Z 0-9 _ . -");
    check(REGION, "regionName", regionName, "a Region such as eu-west-1");
    data = data.asReadOnlyBuffer();
  }

  /**
   * Validates the fields of an event.
   *
   * @param ownRegion the Region of the function, which is the default for {@code regionName}; null
   *     if unknown
   * @throws PrewarmingException if a field is missing, unknown, or invalid; the message names it
   */
  static PrewarmRequest from(Map<?, ?> fields, String ownRegion) {
    rejectUnknownFields(fields);
    String streamName =
        string(fields, "streamName")
            .orElseThrow(() -> invalid("streamName is missing: give the name of a Kinesis stream"));
    String regionName =
        string(fields, "regionName")
            .or(() -> Optional.ofNullable(ownRegion))
            .orElseThrow(() -> invalid("regionName is missing: give the Region of the stream"));
    return new PrewarmRequest(
        streamName, regionName, MessagePrototype.toBytes(fields.get("messagePrototype")));
  }

  /** Returns whether a name has the form of a Region name. For null, the result is false. */
  static boolean isRegionName(String name) {
    return name != null && REGION.matcher(name).matches();
  }

  @Override
  public ByteBuffer data() {
    return data.duplicate();
  }

  private static void rejectUnknownFields(Map<?, ?> fields) {
    for (Object name : fields.keySet()) {
      if (!FIELDS.contains(name)) {
        throw invalid(
            "unknown field %s: the fields of an event are %s"
                .formatted(LogText.quoted(String.valueOf(name)), new TreeSet<>(FIELDS)));
      }
    }
  }

  private static Optional<String> string(Map<?, ?> fields, String name) {
    Object value = fields.get(name);
    if (value != null && !(value instanceof String)) {
      throw invalid(name + " must be a string, but was " + typeOf(value));
    }
    return Optional.ofNullable((String) value);
  }

  /** Returns the JSON type of a value, with its article. */
  static String typeOf(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof String) {
      return "a string";
    }
    if (value instanceof Number) {
      return "a number";
    }
    if (value instanceof Boolean) {
      return "a boolean";
    }
    return value instanceof Map ? "an object" : "an array";
  }

  private static void check(Pattern pattern, String name, String value, String expected) {
    if (!pattern.matcher(value).matches()) {
      throw invalid("%s must be %s, but was %s".formatted(name, expected, LogText.quoted(value)));
    }
  }
}
