package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.template.TemplateNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares what the templates accept as parameters, and send as input, with what the code accepts.
 */
final class TemplateScheduleTest {

  private final TemplateNode prewarming = TemplateNode.read(Path.of("deploy.yaml"));
  private final TemplateNode stream = TemplateNode.read(Path.of("src/main/templates/stream.yaml"));

  TemplateScheduleTest() throws IOException {}

  @Test
  void inputOfScheduleIsRequest() throws IOException {
    TemplateNode events =
        prewarming.at("Resources", "PrewarmingFunction", "Properties", "Events", "Schedule");
    assertIsRequest(events.at("Properties", "Input"));
  }

  @Test
  void inputOfEachTargetForAnotherStreamIsRequest() throws IOException {
    for (TemplateNode target :
        stream.at("Resources", "StreamRule", "Properties", "Targets").items()) {
      boolean optional = target.fields().containsKey("Fn::If");
      assertIsRequest((optional ? target.at("Fn::If").items().get(1) : target).at("Input"));
    }
  }

  /** Replaces each parameter by one text that is valid for all of them. */
  private static void assertIsRequest(TemplateNode input) throws IOException {
    String json =
        input.at("Fn::Join").items().get(1).items().stream()
            .map(part -> part.hasFields() ? "eu-west-1" : part.text())
            .collect(Collectors.joining());
    assertEquals(
        new PrewarmRequest("eu-west-1", "eu-west-1", Fixtures.bytes("eu-west-1")),
        PrewarmRequest.from(new ObjectMapper().readValue(json, Map.class), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eu-west-1", "us-gov-west-1", "cn-northwest-1", "us-iso-east-1",
        "eusc-de-east-1", "us-a-b-c-d-12", "us-a-b-c-d-e-1", "us-1",
        "EU-WEST-1", "eu-west", "evil.example#", "eu-west-1@127.0.0.1/",
        "eu-west-1\n", " eu-west-1"
      })
  void templatesAcceptRegionsThatCodeAccepts(String region) {
    assertAccept(
        accepts(() -> new PrewarmRequest("orders", region, ByteBuffer.allocate(0))),
        "StreamRegion",
        region);
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "Orders_2.a-b", "", "a b", "a/b", "a\"b", "ü", "orders\n"})
  void templatesAcceptStreamNamesThatCodeAccepts(String name) {
    assertAccept(
        accepts(() -> new PrewarmRequest(name, "eu-west-1", ByteBuffer.allocate(0))),
        "StreamName",
        name);
  }

  private void assertAccept(boolean expected, String parameter, String value) {
    for (TemplateNode template : List.of(prewarming, stream)) {
      String pattern = template.at("Parameters", parameter, "AllowedPattern").text();
      assertEquals(expected, Pattern.matches(pattern, value), pattern);
    }
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
