package com.amazonaws.services.lambda.kinesis.prewarming.consumers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
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

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the output of a consumer's runner, whose last line is the result in JSON. */
  static ConsumerRun fromOutput(String output) {
    String lines = output.strip();
    JsonNode result = read(lines.substring(lines.lastIndexOf('\n') + 1));
    return new ConsumerRun(
        texts(result.at("/answer/batchItemFailures"), "/itemIdentifier"),
        result.required("heldSeconds").asDouble(),
        texts(result.required("byText"), ""),
        output);
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("the runner's last line is not its result: " + json, e);
    }
  }

  private static List<String> texts(JsonNode array, String pointer) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(item -> item.at(pointer).textValue())
        .toList();
  }
}
