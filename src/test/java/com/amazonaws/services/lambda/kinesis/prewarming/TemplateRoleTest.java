package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.template.TemplateNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares what the templates allow the function's role with what a run calls. */
final class TemplateRoleTest {

  @Test
  void roleAllowsExactlyWhatRunCalls() throws IOException {
    TemplateNode role = TemplateNode.read(Path.of("deploy.yaml")).at("Resources", "PrewarmingRole");
    assertEquals(called(), kinesisActions(role.at("Properties", "Policies").items().get(0)));
  }

  @Test
  void policyForAnotherStreamAllowsExactlyWhatRunCalls() throws IOException {
    TemplateNode template = TemplateNode.read(Path.of("src/main/templates/stream.yaml"));
    assertEquals(called(), kinesisActions(template.at("Resources", "StreamPolicy", "Properties")));
  }

  private static Set<String> called() {
    FakeRun run = new FakeRun(1);
    run.run();
    return run.kinesis.called.stream().map("kinesis:"::concat).collect(Collectors.toSet());
  }

  /** The actions of the only statement for Kinesis. */
  private static Set<String> kinesisActions(TemplateNode policy) {
    List<Set<String>> granted =
        policy.at("PolicyDocument", "Statement").items().stream()
            .filter(statement -> statement.fields().containsKey("Action"))
            .map(statement -> statement.at("Action").items())
            .map(actions -> actions.stream().map(TemplateNode::text).collect(Collectors.toSet()))
            .filter(Predicate.not(actions -> actions.contains("logs:PutLogEvents")))
            .toList();
    assertEquals(1, granted.size());
    return granted.get(0);
  }
}
