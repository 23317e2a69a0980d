package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The floor: the function's own calls, in the SDK's encoding, sent by the JDK's HTTP client with
 * nothing around it. No signature, no retries, no log; of the answers to PutRecords only the status
 * is looked at.
 */
public final class BareHandler implements RequestHandler<Map<String, Object>, Object> {

  private static final int MAX_RECORDS = 500;
  private static final String UNSIGNED =
      "AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/kinesis/aws4_request,"
          + " SignedHeaders=host, Signature=none";

  private final ObjectMapper cbor = new ObjectMapper(new CBORFactory());
  private final URI endpoint = URI.create(System.getenv("AWS_ENDPOINT_URL_KINESIS"));
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    String stream = (String) event.get("streamName");
    byte[] data = ((String) event.get("messagePrototype")).getBytes(StandardCharsets.UTF_8);
    List<Map<String, Object>> canaries =
        openShards(stream).stream().map(hashKey -> canary(hashKey, data)).toList();
    List<CompletableFuture<byte[]>> answers = new ArrayList<>();
    for (int from = 0; from < canaries.size(); from += MAX_RECORDS) {
      int to = Math.min(from + MAX_RECORDS, canaries.size());
      Map<String, Object> batch =
          Map.of("StreamName", stream, "Records", canaries.subList(from, to));
      answers.add(call("PutRecords", batch));
    }
    answers.forEach(CompletableFuture::join);
    return Map.of("canaries", canaries.size());
  }

  private static Map<String, Object> canary(String hashKey, byte[] data) {
    return Map.of("PartitionKey", hashKey, "ExplicitHashKey", hashKey, "Data", data);
  }

  private List<String> openShards(String stream) {
    List<String> hashKeys = new ArrayList<>();
    Map<String, Object> request = new HashMap<>(Map.of("StreamName", stream));
    JsonNode page;
    do {
      page = read(call("DescribeStream", request).join()).get("StreamDescription");
      for (JsonNode shard : page.get("Shards")) {
        request.put("ExclusiveStartShardId", shard.get("ShardId").textValue());
        if (!shard.get("SequenceNumberRange").hasNonNull("EndingSequenceNumber")) {
          hashKeys.add(shard.get("HashKeyRange").get("StartingHashKey").textValue());
        }
      }
    } while (page.get("HasMoreShards").booleanValue());
    return hashKeys;
  }

  private JsonNode read(byte[] answer) {
    try {
      return cbor.readTree(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CompletableFuture<byte[]> call(String action, Map<String, Object> body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(endpoint)
              .header("X-Amz-Target", "Kinesis_20131202." + action)
              .header("Content-Type", "application/x-amz-cbor-1.1")
              // The local server reads the region from it, and checks no signature.
              .header("X-Amz-Date", "20260101T000000Z")
              .header("Authorization", UNSIGNED)
              .POST(BodyPublishers.ofByteArray(cbor.writeValueAsBytes(body)))
              .build();
      return http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(BareHandler::body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] body(HttpResponse<byte[]> answer) {
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body();
  }
}
