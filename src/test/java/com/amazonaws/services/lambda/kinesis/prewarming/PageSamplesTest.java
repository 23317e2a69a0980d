package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.docs.MarkdownPage;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds the event and the answer on docs/how-it-works.md to the code. */
class PageSamplesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Map<?, ?>> samples = new ArrayList<>();

  @BeforeEach
  void readThePage() throws IOException {
    for (String block : MarkdownPage.read(Path.of("docs", "how-it-works.md")).codeBlocks("json")) {
      samples.add(JSON.readValue(block, Map.class));
    }
  }

  @Test
  void theEventIsARequestWithEveryField() {
    assertEquals(2, samples.size(), "docs/how-it-works.md shows an event and its answer");
    PrewarmRequest request = PrewarmRequest.from(samples.get(0), null);
    assertEquals("eu-west-1", request.regionName());
    assertEquals(Fixtures.bytes("{\"canary\":true}"), request.data());
    assertEquals(3, samples.get(0).size(), "docs/how-it-works.md shows each field");
  }

  @Test
  void theAnswerHasTheFieldsOfAReport() {
    Landed canary = new Landed(Fixtures.shard("a"), "a", "1", true);
    Map<String, Object> report =
        new PrewarmReport("orders", "eu-west-1", 1, List.of(canary), List.of()).toJsonObject();
    Map<?, ?> shown = samples.get(1);
    assertEquals(List.copyOf(report.keySet()), List.copyOf(shown.keySet()));
    assertEquals(fields(report), fields(shown), "docs/how-it-works.md: the fields of a canary");
  }

  private static List<?> fields(Map<?, ?> answer) {
    return List.copyOf(((Map<?, ?>) ((List<?>) answer.get("canaries")).get(0)).keySet());
  }
}
