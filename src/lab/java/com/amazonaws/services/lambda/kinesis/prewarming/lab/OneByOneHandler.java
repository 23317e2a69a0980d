package com.amazonaws.services.lambda.kinesis.prewarming.lab;

import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.AmazonKinesisClientBuilder;
import com.amazonaws.services.kinesis.model.DescribeStreamRequest;
import com.amazonaws.services.kinesis.model.PutRecordRequest;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.kinesis.model.StreamDescription;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes one record into each open shard with one PutRecord call after the other. */
public final class OneByOneHandler implements RequestHandler<Map<String, String>, Integer> {

  private final AmazonKinesis kinesis =
      AmazonKinesisClientBuilder.standard()
          .withEndpointConfiguration(
              new EndpointConfiguration(
                  System.getenv("AWS_ENDPOINT_URL_KINESIS"), System.getenv("AWS_REGION")))
          .build();

  @Override
  public Integer handleRequest(Map<String, String> event, Context context) {
    List<Shard> open = openShards(event.get("streamName"));
    for (Shard shard : open) {
      kinesis.putRecord(
          new PutRecordRequest()
              .withStreamName(event.get("streamName"))
              .withData(StandardCharsets.UTF_8.encode(event.get("messagePrototype")))
              .withPartitionKey(shard.getShardId())
              .withExplicitHashKey(shard.getHashKeyRange().getStartingHashKey()));
    }
    return open.size();
  }

  private List<Shard> openShards(String stream) {
    List<Shard> shards = new ArrayList<>();
    DescribeStreamRequest request = new DescribeStreamRequest().withStreamName(stream);
    StreamDescription page;
    do {
      page = kinesis.describeStream(request).getStreamDescription();
      shards.addAll(page.getShards());
      request.setExclusiveStartShardId(shards.get(shards.size() - 1).getShardId());
    } while (page.isHasMoreShards());
    shards.removeIf(shard -> shard.getSequenceNumberRange().getEndingSequenceNumber() != null);
    return shards;
  }
}
