package com.amazonaws.services.lambda.kinesis.prewarming.consumers;

import com.amazonaws.services.lambda.kinesis.prewarming.local.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What a consumer did with one batch.
 *
 * @param failures the sequence numbers in its partial-batch answer
 * @param heldSeconds for how long it held the batch
 * @param byText the sequence numbers of the records that carry the canaries' text
 * @param output what it printed while it worked
 */
record ConsumerRun(List<String> failures, double heldSeconds, List<String> byText, String output) {

  /** Reads the output of a consumer's runner, whose last line is the result in JSON. */
  static ConsumerRun fromOutput(String output) {
    String lines = output.strip();
    JsonNode result = JsonText.read(lines.substring(lines.lastIndexOf('\n') + 1));
    return new ConsumerRun(
        texts(result.at("/answer/batchItemFailures"), "/itemIdentifier"),
        result.required("heldSeconds").asDouble(),
        texts(result.required("byText"), ""),
        output);
  }

  private static List<String> texts(JsonNode array, String pointer) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(item -> item.at(pointer).textValue())
        .toList();
  }
}
