package com.amazonaws.services.lambda.kinesis.prewarming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.amazonaws.services.lambda.kinesis.prewarming.template.TemplateForm;
import com.amazonaws.services.lambda.kinesis.prewarming.template.TemplateNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what deploy.yaml lets a person fill in, and what the schedule sends of it, to the code. */
final class TemplateScheduleTest {

  private final TemplateNode template = TemplateNode.read(Path.of("deploy.yaml"));

  TemplateScheduleTest() throws IOException {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "canary",
        "{\"type\": \"canary\"}",
        "\"",
        "\\",
        "\\\"",
        "\"\\",
        "ends with \\",
        "${StreamName} ${x}",
        "it's 'quoted'",
        "kanári 金糸雀 🐤"
      })
  void theSchedulesInputIsARequestThatCarriesThePrototypeUnchanged(String prototype) {
    assertEquals(
        new PrewarmRequest("orders", "eu-west-1", ByteBuffer.wrap(prototype.getBytes(UTF_8))),
        scheduled(Map.of("StreamName", "orders", "MessagePrototype", prototype)));
  }

  @Test
  void theSchedulesInputNamesTheStreamsOwnRegionWhereItIsGiven() {
    assertEquals(
        "ap-southeast-2",
        scheduled(Map.of("StreamName", "orders", "StreamRegion", "ap-southeast-2")).regionName());
  }

  @Test
  void anInputThatTheCodeRefusesIsNoticed() {
    assertThrows(PrewarmingException.class, () -> scheduled(Map.of("StreamName", "a b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eu-west-1",
        "us-gov-west-1",
        "cn-northwest-1",
        "us-iso-east-1",
        "eusc-de-east-1",
        "us-a-b-c-d-12",
        "us-a-b-c-d-e-1",
        "us-1",
        "EU-WEST-1",
        "eu-west",
        "evil.example#",
        "eu-west-1@127.0.0.1/",
        "eu-west-1\n",
        " eu-west-1"
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

  private PrewarmRequest scheduled(Map<String, String> given) {
    Map<String, String> filledIn =
        Stream.of(given, Map.of("AWS::Region", "eu-west-1"))
            .flatMap(values -> values.entrySet().stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    TemplateNode input =
        template
            .at("Resources", "PrewarmingFunction", "Properties")
            .at("Events", "Schedule", "Properties", "Input");
    String event = new TemplateForm(template, filledIn).text(input);
    return PrewarmRequest.from(Json.readObject("the input", event.getBytes(UTF_8)), null);
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
