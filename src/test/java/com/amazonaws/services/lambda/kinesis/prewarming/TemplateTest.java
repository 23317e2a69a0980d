package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Compares the templates with the code that they deploy, and checks their parameters. */
final class TemplateTest {

  private static final String STREAM = "src/main/templates/stream.yaml";
  private static final String API = "src/main/templates/api.yaml";
  private static final Set<String> BOUNDS =
      Set.of("AllowedPattern", "AllowedValues", "MinValue", "MaxValue");
  private static final String INTERFACE = "/Metadata/AWS::CloudFormation::Interface";
  private static final String PROTOTYPE = "{\"a\":\"\\\"\"}";
  private static final Map<String, String> VALUES =
      Map.of("StreamName", "orders", "AWS::Region", "eu-west-1", "MessagePrototype", PROTOTYPE);

  private final JsonNode prewarming = read("deploy.yaml");
  private final JsonNode stream = read(STREAM);
  private final JsonNode function = prewarming.at("/Resources/PrewarmingFunction/Properties");

  TemplateTest() throws IOException {}

  @Test
  void handlerIsPublicMethodOfRequestHandler() throws ReflectiveOperationException {
    String[] handler = function.get("Handler").asText().split("::");
    Class<?> type = Class.forName(handler[0]);
    assertTrue(RequestHandler.class.isAssignableFrom(type), type::toString);
    assertNotNull(type.getConstructor());
    assertNotNull(type.getMethod(handler[1], Map.class, Context.class));
  }

  @Test
  void codeIsJarOfMaven() throws IOException {
    String project = Files.readString(Path.of("pom.xml"));
    String version = project.replaceAll("(?s).*?<version>(.*?)</version>.*", "$1");
    assertEquals(
        "target/kinesis-prewarming-%s.jar".formatted(version), function.get("CodeUri").asText());
    assertEquals(
        version,
        prewarming.at("/Metadata/AWS::ServerlessRepo::Application/SemanticVersion").asText());
  }

  @Test
  void policiesAllowExactlyWhatRunCalls() {
    FakeRun run = new FakeRun(1);
    run.run();
    Set<String> called = new TreeSet<>();
    run.kinesis.called.forEach(operation -> called.add("kinesis:" + operation));
    for (JsonNode policy :
        List.of(
            prewarming.at("/Resources/PrewarmingRole/Properties/Policies/0"),
            stream.at("/Resources/StreamPolicy/Properties"))) {
      Set<String> allowed = new TreeSet<>();
      policy.findValues("Action").forEach(actions -> actions.forEach(a -> allowed.add(a.asText())));
      allowed.removeIf(action -> !action.startsWith("kinesis:"));
      assertEquals(called, allowed);
    }
  }

  @Test
  void inputOfEachTargetIsRequest() throws IOException {
    List<JsonNode> inputs = stream.at("/Resources/StreamRule").findValues("Input");
    assertEquals(5, inputs.size());
    inputs.add(function.at("/Events/Schedule/Properties/Input"));
    for (JsonNode input : inputs) {
      Map<?, ?> event = new ObjectMapper().readValue(input.asText(), Map.class);
      assertEquals(
          new PrewarmRequest("orders", "eu-west-1", Fixtures.bytes(PROTOTYPE)),
          PrewarmRequest.from(event, null));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eu-west-1", "cn-northwest-1", "eusc-de-east-1", "us-a-b-c-d-12",
        "us-a-b-c-d-e-1", "us-1", "EU-WEST-1", "eu-west",
        "evil.example#", "eu-west-1@127.0.0.1/", "eu-west-1\n", " eu-west-1"
      })
  void templatesAcceptRegionsThatCodeAccepts(String region) {
    assertAccept("StreamRegion", region, "orders", region);
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "Orders_2.a-b", "", "a b", "a/b", "a\"b", "ü", "orders\n"})
  void templatesAcceptStreamNamesThatCodeAccepts(String name) {
    assertAccept("StreamName", name, name, "eu-west-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy.yaml", STREAM, API})
  void everyParameterHasDescriptionBoundsAndLabel(String file) throws IOException {
    JsonNode template = read(file);
    for (Map.Entry<String, JsonNode> entry : template.get("Parameters").properties()) {
      JsonNode parameter = entry.getValue();
      assertTrue(parameter.path("Description").asText().endsWith("."), entry::toString);
      assertTrue(parameter.path("ConstraintDescription").asText().endsWith("."), entry::toString);
      assertTrue(BOUNDS.stream().anyMatch(parameter::has), entry::toString);
    }
    assertEquals(
        names(template.get("Parameters")), names(template.at(INTERFACE + "/ParameterLabels")));
  }

  @Test
  void everyParameterIsInOneGroup() {
    for (JsonNode template : List.of(prewarming, stream)) {
      List<String> grouped = new ArrayList<>();
      for (JsonNode group : template.at(INTERFACE + "/ParameterGroups")) {
        group.get("Parameters").forEach(name -> grouped.add(name.asText()));
      }
      assertEquals(names(template.get("Parameters")), grouped.stream().sorted().toList());
    }
  }

  private static List<String> names(JsonNode fields) {
    return fields.properties().stream().map(Map.Entry::getKey).sorted().toList();
  }

  private void assertAccept(String parameter, String value, String name, String region) {
    boolean accepted = true;
    try {
      new PrewarmRequest(name, region, ByteBuffer.allocate(0));
    } catch (PrewarmingException e) {
      accepted = false;
    }
    for (JsonNode template : List.of(prewarming, stream)) {
      String pattern = template.at("/Parameters/" + parameter + "/AllowedPattern").asText();
      assertEquals(accepted, Pattern.matches(pattern, value), pattern);
    }
  }

  private static JsonNode read(String file) throws IOException {
    Object template = new Yaml(new Functions()).load(Files.readString(Path.of(file)));
    return new ObjectMapper().valueToTree(template);
  }

  /** Evaluates Ref, Join and Split, and assumes that each condition is true. */
  private static final class Functions extends SafeConstructor {

    Functions() {
      super(new LoaderOptions());
      yamlMultiConstructors.put(
          "!",
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              return node instanceof SequenceNode sequence
                  ? evaluate(node.getTag().getValue(), constructSequence(sequence))
                  : VALUES.getOrDefault(constructScalar((ScalarNode) node), "");
            }
          });
    }

    private static Object evaluate(String function, List<?> arguments) {
      Object last = arguments.get(arguments.size() - 1);
      return switch (function) {
        case "!Join" ->
            last instanceof List<?> parts
                ? String.join("" + arguments.get(0), strings(parts))
                : last;
        case "!Split" -> List.of(last.toString().split(Pattern.quote("" + arguments.get(0)), -1));
        case "!If" -> arguments.get(1);
        default -> arguments;
      };
    }

    private static List<String> strings(List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
  }
}
