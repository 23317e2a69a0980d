package com.amazonaws.services.lambda.kinesis.prewarming.template;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Holds deploy.yaml and the code that it deploys together. */
final class TemplateTest {

  private static final Set<String> BOUNDS =
      Set.of("AllowedPattern", "AllowedValues", "MinValue", "MaxValue", "MinLength", "MaxLength");

  private final TemplateNode template = TemplateNode.read(Path.of("deploy.yaml"));
  private final TemplateNode parameters = template.at("Parameters");
  private final TemplateNode function =
      template.at("Resources", "PrewarmingFunction", "Properties");

  private final Element project =
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(Path.of("pom.xml").toFile())
          .getDocumentElement();

  TemplateTest() throws Exception {}

  @Test
  void theHandlerIsThere() throws ReflectiveOperationException {
    String[] handler = function.at("Handler").text().split("::");
    Class<?> type = Class.forName(handler[0]);
    assertTrue(RequestHandler.class.isAssignableFrom(type), type + " is a RequestHandler");
    assertDoesNotThrow(() -> type.getConstructor(), "Lambda needs a public constructor");
    assertEquals(
        Object.class, type.getMethod(handler[1], Map.class, Context.class).getReturnType());
  }

  @Test
  void theCodeIsTheJarThatMavenLeaves() {
    String version = childText(project, "version");
    assertEquals(
        "target/%s-%s.jar".formatted(childText(project, "artifactId"), version),
        function.at("CodeUri").text());
    assertEquals(0, project.getElementsByTagName("finalName").getLength(), "jars named otherwise");
    assertEquals(
        version,
        template.at("Metadata", "AWS::ServerlessRepo::Application", "SemanticVersion").text());
  }

  @Test
  void theRuntimeIsNoOlderThanTheCode() {
    int runtime = Integer.parseInt(function.at("Runtime").text().replaceFirst("^java", ""));
    int compiledFor =
        Integer.parseInt(childText(child(project, "properties"), "maven.compiler.release"));
    assertTrue(runtime >= compiledFor, runtime + " runs what is compiled for " + compiledFor);
  }

  @Test
  void everyParameterIsDescribedAndBounded() {
    parameters
        .fields()
        .forEach(
            (name, parameter) -> {
              Set<String> fields = parameter.fields().keySet();
              assertTrue(fields.stream().anyMatch(BOUNDS::contains), name + " has no bounds");
              assertTrue(parameter.at("Description").text().endsWith("."), name);
              assertTrue(parameter.at("ConstraintDescription").text().matches(".+[.]"), name);
            });
  }

  @Test
  void onlyTheStreamsNameMustBeGiven() {
    Set<String> required = new TreeSet<>(parameters.fields().keySet());
    required.removeIf(name -> parameters.at(name).fields().containsKey("Default"));
    assertEquals(Set.of("StreamName"), required);
  }

  @Test
  void everyParameterIsGroupedAndLabelledOnce() {
    TemplateNode form = template.at("Metadata", "AWS::CloudFormation::Interface");
    List<String> grouped =
        form.at("ParameterGroups").items().stream()
            .flatMap(group -> group.at("Parameters").items().stream())
            .map(TemplateNode::text)
            .toList();
    assertEquals(sorted(parameters.fields().keySet()), sorted(grouped));
    Map<String, TemplateNode> labels = form.at("ParameterLabels").fields();
    assertEquals(sorted(grouped), sorted(labels.keySet()));
    labels.forEach((name, label) -> assertFalse(label.at("default").text().isBlank(), name));
  }

  @Test
  void everyOutputIsDescribed() {
    template
        .at("Outputs")
        .fields()
        .forEach((name, output) -> assertTrue(output.at("Description").text().endsWith("."), name));
  }

  private static String childText(Element parent, String name) {
    return child(parent, name).getTextContent().strip();
  }

  private static Element child(Element parent, String name) {
    NodeList children = parent.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      if (children.item(i) instanceof Element child && child.getNodeName().equals(name)) {
        return child;
      }
    }
    throw new AssertionError("no " + name + " in pom.xml");
  }

  private static List<String> sorted(Collection<String> names) {
    return names.stream().sorted().toList();
  }
}
