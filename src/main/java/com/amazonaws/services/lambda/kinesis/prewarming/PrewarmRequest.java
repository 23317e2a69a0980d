package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingException.invalid;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A checked request: which stream to prewarm, and with what.
 *
 * @param streamName 1 to 128 of {@code a-z A-Z 0-9 _ . -}, as Kinesis allows
 * @param regionName shaped like a region, known to the SDK or not
 * @param data what each canary carries, read-only; empty for an empty message
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html">
 *     CreateStream, for the name</a>
 */
record PrewarmRequest(String streamName, String regionName, ByteBuffer data) {

  private static final Set<String> FIELDS = Set.of("streamName", "regionName", "messagePrototype");
  private static final Pattern STREAM = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
  // The SDK pastes the region into the host that gets signed requests: letters, digits, hyphens.
  private static final Pattern REGION = Pattern.compile("[a-z]{2,8}(-[a-z]{1,16}){1,4}-[0-9]{1,2}");

  PrewarmRequest {
    check(STREAM, "streamName", streamName, "1 to 128 of a-z A-Z 0-9 _ . -");
    check(REGION, "regionName", regionName, "a region such as eu-west-1");
    data = data.asReadOnlyBuffer();
  }

  /**
   * The request that an event's fields make.
   *
   * @param ownRegion the function's own region, taken where the event names none; may be null
   * @throws PrewarmingException naming the field that is missing, unknown or ill-formed
   */
  static PrewarmRequest from(Map<?, ?> fields, String ownRegion) {
    rejectUnknownFields(fields);
    String streamName =
        text(fields, "streamName")
            .orElseThrow(() -> invalid("streamName is missing: give the name of a Kinesis stream"));
    String regionName =
        text(fields, "regionName")
            .or(() -> Optional.ofNullable(ownRegion))
            .orElseThrow(
                () ->
                    invalid("regionName is missing, and AWS_REGION is not set to stand in for it"));
    return new PrewarmRequest(
        streamName, regionName, MessagePrototype.toBytes(fields.get("messagePrototype")));
  }

  /** Whether it is shaped like a region's name; null is not. */
  static boolean isRegion(String name) {
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
            "unknown field %s: an event has %s"
                .formatted(LogText.quoted(String.valueOf(name)), new TreeSet<>(FIELDS)));
      }
    }
  }

  private static Optional<String> text(Map<?, ?> fields, String name) {
    Object value = fields.get(name);
    if (value != null && !(value instanceof String)) {
      throw invalid(name + " must be a text");
    }
    return Optional.ofNullable((String) value);
  }

  private static void check(Pattern pattern, String name, String value, String expected) {
    if (!pattern.matcher(value).matches()) {
      throw invalid("%s must be %s, and is %s".formatted(name, expected, LogText.quoted(value)));
    }
  }
}
