package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.AmazonKinesisClientBuilder;
import com.amazonaws.services.kinesis.model.PutRecordsRequest;
import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The plainest handler that makes the same calls with SDK v1 as it comes: what the cold start of
 * ours is measured against.
 */
public final class PlainHandler implements RequestHandler<Map<String, Object>, Object> {

  private final AmazonKinesis kinesis = client();

  static AmazonKinesis client() {
    return AmazonKinesisClientBuilder.standard()
        .withEndpointConfiguration(
            new EndpointConfiguration(
                System.getenv("AWS_ENDPOINT_URL_KINESIS"), System.getenv("AWS_REGION")))
        .build();
  }

  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    String stream = (String) event.get("streamName");
    ByteBuffer data =
        ByteBuffer.wrap(((String) event.get("messagePrototype")).getBytes(StandardCharsets.UTF_8));
    List<PutRecordsRequestEntry> canaries =
        kinesis.describeStream(stream).getStreamDescription().getShards().stream()
            .filter(shard -> shard.getSequenceNumberRange().getEndingSequenceNumber() == null)
            .map(
                shard ->
                    new PutRecordsRequestEntry()
                        .withData(data.duplicate())
                        .withPartitionKey(shard.getShardId())
                        .withExplicitHashKey(shard.getHashKeyRange().getStartingHashKey()))
            .toList();
    kinesis.putRecords(new PutRecordsRequest().withStreamName(stream).withRecords(canaries));
    return Map.of("canaries", canaries.size());
  }
}
