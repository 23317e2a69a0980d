package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Kinesis that keeps nothing, for canaries so large that the local one takes longer over them
 * than an attempt may: it lists shards and accepts each record.
 */
final class Stub implements AutoCloseable {

  private static final int PAGE = 100;
  private static final BigInteger HASH_KEYS = BigInteger.ONE.shiftLeft(128);

  private final ObjectMapper cbor = new ObjectMapper(new CBORFactory());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final int closedShards;
  private final int shards;

  /** Lists that many closed shards, then that many open ones. */
  Stub(int closedShards, int openShards) {
    this.closedShards = closedShards;
    this.shards = closedShards + openShards;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    JsonNode request = cbor.readTree(exchange.getRequestBody());
    byte[] answer = cbor.writeValueAsBytes(request.has("Records") ? put(request) : page(request));
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-cbor-1.1");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private ObjectNode page(JsonNode request) {
    String last = request.path("ExclusiveStartShardId").asText("");
    int from = last.isEmpty() ? 0 : Integer.parseInt(last.replaceAll("\\D", "")) + 1;
    ObjectNode answer = cbor.createObjectNode();
    ObjectNode page =
        answer
            .putObject("StreamDescription")
            .put("StreamName", request.path("StreamName").asText())
            .put("StreamStatus", "ACTIVE")
            .put("HasMoreShards", from + PAGE < shards);
    ArrayNode list = page.putArray("Shards");
    for (int number = from; number < Math.min(from + PAGE, shards); number++) {
      addShard(list.addObject(), number);
    }
    return answer;
  }

  /** The open ones share the hash keys evenly, and the closed ones have had all of them. */
  private void addShard(ObjectNode shard, int number) {
    boolean open = number >= closedShards;
    BigInteger end = open ? start(number + 1) : HASH_KEYS;
    shard.put("ShardId", shardId(number));
    shard
        .putObject("HashKeyRange")
        .put("StartingHashKey", open ? start(number).toString() : "0")
        .put("EndingHashKey", end.subtract(BigInteger.ONE).toString());
    ObjectNode sequence = shard.putObject("SequenceNumberRange");
    sequence.put("StartingSequenceNumber", "0");
    if (!open) {
      sequence.put("EndingSequenceNumber", "1");
    }
  }

  private ObjectNode put(JsonNode request) {
    ObjectNode answer = cbor.createObjectNode().put("FailedRecordCount", 0);
    ArrayNode rows = answer.putArray("Records");
    for (JsonNode sent : request.get("Records")) {
      int number = numberOf(new BigInteger(sent.get("ExplicitHashKey").asText()));
      rows.addObject().put("ShardId", shardId(number)).put("SequenceNumber", "1%055d".formatted(0));
    }
    return answer;
  }

  private BigInteger start(int number) {
    return HASH_KEYS.multiply(BigInteger.valueOf(number - closedShards)).divide(openShards());
  }

  /** Which open shard starts with this hash key. */
  private int numberOf(BigInteger start) {
    BigInteger next = start.add(BigInteger.ONE).multiply(openShards()).subtract(BigInteger.ONE);
    return closedShards + next.divide(HASH_KEYS).intValueExact();
  }

  private BigInteger openShards() {
    return BigInteger.valueOf(shards - closedShards);
  }

  private static String shardId(int number) {
    return "shardId-%012d".formatted(number);
  }
}
