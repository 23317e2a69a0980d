package com.amazonaws.services.lambda.kinesis.prewarming.template;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Compares the templates with the code that deploy.yaml deploys. */
final class TemplateTest {

  private static final String STREAM = "src/main/templates/stream.yaml";
  private static final String API = "src/main/templates/api.yaml";
  private static final Set<String> BOUNDS =
      Set.of("AllowedPattern", "AllowedValues", "MinValue", "MaxValue", "MinLength", "MaxLength");

  private final TemplateNode template = TemplateNode.read(Path.of("deploy.yaml"));
  private final TemplateNode function =
      template.at("Resources", "PrewarmingFunction", "Properties");

  private final Element project =
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(Path.of("pom.xml").toFile())
          .getDocumentElement();

  TemplateTest() throws Exception {}

  @Test
  void handlerExists() throws ReflectiveOperationException {
    String[] handler = function.at("Handler").text().split("::");
    Class<?> type = Class.forName(handler[0]);
    assertTrue(RequestHandler.class.isAssignableFrom(type), type + " is a RequestHandler");
    assertDoesNotThrow(() -> type.getConstructor(), "Lambda needs a public constructor");
    assertEquals(
        Object.class, type.getMethod(handler[1], Map.class, Context.class).getReturnType());
  }

  @Test
  void codeIsJarOfMaven() {
    String version = childText(project, "version");
    assertEquals(
        "target/%s-%s.jar".formatted(childText(project, "artifactId"), version),
        function.at("CodeUri").text());
    assertEquals(
        0, project.getElementsByTagName("finalName").getLength(), "the jar has another name");
    assertEquals(
        version,
        template.at("Metadata", "AWS::ServerlessRepo::Application", "SemanticVersion").text());
  }

  @Test
  void runtimeSupportsCode() {
    int runtime = Integer.parseInt(function.at("Runtime").text().replaceFirst("^java", ""));
    int compiledFor =
        Integer.parseInt(childText(child(project, "properties"), "maven.compiler.release"));
    assertTrue(
        runtime >= compiledFor, "Java " + runtime + " cannot run code for Java " + compiledFor);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy.yaml", STREAM, API})
  void everyParameterHasDescriptionAndBounds(String file) throws IOException {
    TemplateNode.read(Path.of(file)).at("Parameters").fields().forEach(this::checkParameter);
  }

  private void checkParameter(String name, TemplateNode parameter) {
    Set<String> fields = parameter.fields().keySet();
    assertTrue(fields.stream().anyMatch(BOUNDS::contains), name + " has no bounds");
    assertTrue(parameter.at("Description").text().endsWith("."), name);
    assertTrue(parameter.at("ConstraintDescription").text().matches(".+[.]"), name);
  }

  @ParameterizedTest
  @CsvSource({
    "deploy.yaml, StreamName",
    STREAM + ", PrewarmingStack StreamName",
    API + ", PrewarmingStack"
  })
  void onlyNamesAreRequired(String file, String expected) throws IOException {
    Map<String, TemplateNode> parameters =
        TemplateNode.read(Path.of(file)).at("Parameters").fields();
    Set<String> required = new TreeSet<>(parameters.keySet());
    required.removeIf(name -> parameters.get(name).fields().containsKey("Default"));
    assertEquals(Set.of(expected.split(" ")), required);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy.yaml", STREAM})
  void everyParameterHasGroupAndLabel(String file) throws IOException {
    TemplateNode template = TemplateNode.read(Path.of(file));
    TemplateNode form = template.at("Metadata", "AWS::CloudFormation::Interface");
    List<String> grouped =
        form.at("ParameterGroups").items().stream()
            .flatMap(group -> group.at("Parameters").items().stream())
            .map(TemplateNode::text)
            .toList();
    assertEquals(sorted(template.at("Parameters").fields().keySet()), sorted(grouped));
    assertEquals(sorted(grouped), sorted(form.at("ParameterLabels").fields().keySet()));
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
    throw new AssertionError("pom.xml has no " + name);
  }

  private static List<String> sorted(Collection<String> names) {
    return names.stream().sorted().toList();
  }
}
