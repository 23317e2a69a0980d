package com.amazonaws.services.lambda.kinesis.prewarming.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.amazonaws.AmazonWebServiceRequest;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingHandler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what the role of deploy.yaml allows to what the compiled code calls. */
final class TemplateRoleTest {

  private static final Pattern CLIENT_METHOD =
      Pattern.compile(AmazonKinesis.class.getName().replace('.', '/') + "\\.(\\w+):");

  private final TemplateNode template = TemplateNode.read(Path.of("deploy.yaml"));

  TemplateRoleTest() throws IOException {}

  @Test
  void theRoleMayCallWhatTheCodeCallsAndNothingElse() throws Exception {
    Set<String> called = calledActions();
    assertFalse(called.isEmpty());
    List<Set<String>> granted =
        statements().stream()
            .map(statement -> actions(statement, "kinesis:"))
            .filter(Predicate.not(Set::isEmpty))
            .toList();
    assertEquals(2, granted.size(), "the stream, and the others");
    granted.forEach(actions -> assertEquals(called, actions));
  }

  @Test
  void theRoleMayBesidesWriteItsLogAndEncrypt() {
    Set<String> others = new TreeSet<>();
    statements().forEach(statement -> others.addAll(actions(statement, "")));
    others.removeIf(action -> action.startsWith("kinesis:"));
    assertEquals(
        Set.of("kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents"), others);
  }

  private List<TemplateNode> statements() {
    return template.at("Resources", "PrewarmingRole", "Properties", "Policies").items().stream()
        .flatMap(policy -> policy.at("PolicyDocument", "Statement").items().stream())
        .map(each -> each.fields().containsKey("Fn::If") ? each.at("Fn::If").items().get(1) : each)
        .toList();
  }

  private static Set<String> actions(TemplateNode statement, String prefix) {
    TemplateNode action = statement.at("Action");
    return (action.hasItems() ? action.items() : List.of(action))
        .stream()
            .map(TemplateNode::text)
            .filter(name -> name.startsWith(prefix))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The IAM actions of the client's methods that the compiled code calls or refers to. */
  private static Set<String> calledActions() throws Exception {
    return CLIENT_METHOD
        .matcher(disassembled())
        .results()
        .map(method -> method.group(1))
        .filter(TemplateRoleTest::isAnOperation)
        .map(name -> "kinesis:" + Character.toUpperCase(name.charAt(0)) + name.substring(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isAnOperation(String method) {
    return Arrays.stream(AmazonKinesis.class.getMethods())
        .filter(candidate -> candidate.getName().equals(method))
        .flatMap(candidate -> Arrays.stream(candidate.getParameterTypes()))
        .anyMatch(AmazonWebServiceRequest.class::isAssignableFrom);
  }

  private static String disassembled() throws Exception {
    Path classes =
        Path.of(
            PrewarmingHandler.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringWriter text = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of("-private", "-verbose"));
    try (Stream<Path> files = Files.walk(classes)) {
      files.map(Path::toString).filter(name -> name.endsWith(".class")).forEach(arguments::add);
    }
    ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
    PrintWriter out = new PrintWriter(text);
    assertEquals(0, javap.run(out, out, arguments.toArray(String[]::new)), text::toString);
    return text.toString();
  }
}
