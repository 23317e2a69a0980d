package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.services.kinesis.model.Record;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records of one shard, as an event source mapping hands them to a function.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html">The event</a>
 */
record KinesisBatch(String streamName, String shardId, List<Record> records) {

  private static final String CANARY_KEY_PREFIX = "kinesis-prewarming-";

  /** The event's JSON. */
  String event() {
    return JsonText.write(Map.of("Records", records.stream().map(this::json).toList()));
  }

  /** How many of its records the prewarming function wrote. */
  int canaries() {
    return (int)
        records.stream().filter(r -> r.getPartitionKey().startsWith(CANARY_KEY_PREFIX)).count();
  }

  private Map<String, Object> json(Record record) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kinesis", payload(record));
    json.put("eventSource", "aws:kinesis");
    json.put("eventVersion", "1.0");
    json.put("eventID", shardId + ":" + record.getSequenceNumber());
    json.put("eventName", "aws:kinesis:record");
    json.put("invokeIdentityArn", "arn:aws:iam::000000000000:role/consumer");
    json.put("awsRegion", "eu-west-1");
    json.put("eventSourceARN", "arn:aws:kinesis:eu-west-1:000000000000:stream/" + streamName);
    return json;
  }

  private static Map<String, Object> payload(Record record) {
    byte[] data = new byte[record.getData().remaining()];
    record.getData().duplicate().get(data);
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("kinesisSchemaVersion", "1.0");
    payload.put("partitionKey", record.getPartitionKey());
    payload.put("sequenceNumber", record.getSequenceNumber());
    payload.put("data", Base64.getEncoder().encodeToString(data));
    payload.put(
        "approximateArrivalTimestamp", record.getApproximateArrivalTimestamp().getTime() / 1000.0);
    return payload;
  }
}
