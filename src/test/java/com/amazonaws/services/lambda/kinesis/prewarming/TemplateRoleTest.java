package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.template.TemplateNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds what the role of deploy.yaml allows to what a run calls; more than that the Kinesis in
 * memory refuses.
 */
final class TemplateRoleTest {

  private final TemplateNode template = TemplateNode.read(Path.of("deploy.yaml"));

  TemplateRoleTest() throws IOException {}

  @Test
  void theRoleMayCallWhatARunCallsAndNothingElse() {
    FakeRun run = new FakeRun(1);
    run.run();
    Set<String> called =
        run.kinesis.called.stream().map("kinesis:"::concat).collect(Collectors.toSet());
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
}
