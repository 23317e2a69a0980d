package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.model.PutRecordRequest;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One PutRecord for each open shard, one after the other, with SDK v1 as it comes. */
public final class OneByOneHandler implements RequestHandler<Map<String, Object>, Object> {

  private final AmazonKinesis kinesis = PlainHandler.client();

  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    TestStream stream = new TestStream(kinesis, (String) event.get("streamName"));
    String text = (String) event.get("messagePrototype");
    List<Shard> open = stream.shards().stream().filter(TestStream::isOpen).toList();
    for (Shard shard : open) {
      kinesis.putRecord(
          new PutRecordRequest()
              .withStreamName(stream.name())
              .withData(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
              .withPartitionKey(shard.getShardId())
              .withExplicitHashKey(shard.getHashKeyRange().getStartingHashKey()));
    }
    return Map.of("canaries", open.size());
  }
}
