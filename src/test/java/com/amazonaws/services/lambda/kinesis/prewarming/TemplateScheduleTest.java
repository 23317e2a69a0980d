package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.template.TemplateNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what deploy.yaml lets a person fill in, and what the schedule sends of it, to the code. */
final class TemplateScheduleTest {

  private final TemplateNode template = TemplateNode.read(Path.of("deploy.yaml"));

  TemplateScheduleTest() throws IOException {}

  /** That the escapes fit any prototype moto finds out, and the regions. */
  @Test
  void theSchedulesInputIsARequest() throws IOException {
    String input =
        template
            .at("Resources", "PrewarmingFunction", "Properties", "Events", "Schedule")
            .at("Properties", "Input", "Fn::Join")
            .items()
            .get(1)
            .items()
            .stream()
            .map(part -> part.hasFields() ? "eu-west-1" : part.text())
            .collect(Collectors.joining());
    assertEquals(
        new PrewarmRequest("eu-west-1", "eu-west-1", Fixtures.bytes("eu-west-1")),
        PrewarmRequest.from(new ObjectMapper().readValue(input, Map.class), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eu-west-1", "us-gov-west-1", "cn-northwest-1", "us-iso-east-1",
        "eusc-de-east-1", "us-a-b-c-d-12", "us-a-b-c-d-e-1", "us-1",
        "EU-WEST-1", "eu-west", "evil.example#", "eu-west-1@127.0.0.1/",
        "eu-west-1\n", " eu-west-1"
      })
  void theFormTakesTheRegionsThatTheCodeTakes(String region) {
    assertEquals(
        accepts(() -> new PrewarmRequest("orders", region, ByteBuffer.allocate(0))),
        allows("StreamRegion", region));
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "Orders_2.a-b", "", "a b", "a/b", "a\"b", "ü", "orders\n"})
  void theFormTakesTheStreamsThatTheCodeTakes(String stream) {
    assertEquals(
        accepts(() -> new PrewarmRequest(stream, "eu-west-1", ByteBuffer.allocate(0))),
        allows("StreamName", stream));
  }

  /** Whether the form takes a value, as its pattern has it. */
  private boolean allows(String parameter, String value) {
    TemplateNode bounds = template.at("Parameters", parameter);
    return Pattern.matches(bounds.at("AllowedPattern").text(), value);
  }

  private static boolean accepts(Runnable code) {
    try {
      code.run();
      return true;
    } catch (PrewarmingException e) {
      return false;
    }
  }
}
