package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.kinesis.model.HashKeyRange;
import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
import com.amazonaws.services.kinesis.model.SequenceNumberRange;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.kinesis.model.StreamDescription;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A stream in memory: shards that split and merge, the records in them, and DescribeStream's view
 * of it, in pages of 100, which may lag behind or hide shards.
 */
final class FakeStream {

  static final BigInteger END = BigInteger.ONE.shiftLeft(128);

  /** What DescribeStream has shown. */
  final ShownListing listing = new ShownListing();

  private final List<Part> parts = new ArrayList<>();
  private final Map<String, List<PutRecordsRequestEntry>> records = new TreeMap<>();
  private final Set<String> hidden = new TreeSet<>();
  private String status = "ACTIVE";
  private List<Part> shown = List.of();
  private boolean lagging;

  /** A shard's range of hash keys, the end not included. */
  record Part(String id, BigInteger start, BigInteger end, boolean open) {

    boolean owns(BigInteger hashKey) {
      return open && start.compareTo(hashKey) <= 0 && hashKey.compareTo(end) < 0;
    }
  }

  /** A stream whose open shards share the hash keys evenly: shard-0000, shard-0001 …. */
  FakeStream(int shards) {
    BigInteger count = BigInteger.valueOf(shards);
    for (int i = 0; i < shards; i++) {
      add(
          END.multiply(BigInteger.valueOf(i)).divide(count),
          END.multiply(BigInteger.valueOf(i + 1)).divide(count));
    }
  }

  /** The name of the shard that was opened as that one, counted from 0. */
  static String id(int shard) {
    return "shard-%04d".formatted(shard);
  }

  /** Splits an open shard in the middle. */
  void split(String shardId) {
    Part parent = close(shardId);
    BigInteger middle = parent.start.add(parent.end).shiftRight(1);
    add(parent.start, middle);
    add(middle, parent.end);
  }

  /** Merges an open shard with the one above it. */
  void merge(String shardId) {
    Part lower = close(shardId);
    Part upper = close(ownerOf(lower.end).id);
    add(lower.start, upper.end);
  }

  /** The names of the open shards, by their hash keys. */
  List<String> open() {
    return parts.stream()
        .filter(Part::open)
        .sorted((a, b) -> a.start.compareTo(b.start))
        .map(Part::id)
        .toList();
  }

  /** DescribeStream shows the stream as it is now, whatever becomes of it, until told otherwise. */
  void lag() {
    shown = List.copyOf(parts);
    lagging = true;
  }

  /** DescribeStream shows again what it showed while it lagged. */
  void backToTheLag() {
    lagging = true;
    hidden.clear();
  }

  /** DescribeStream shows everything as it is. */
  void showAll() {
    lagging = false;
    hidden.clear();
  }

  /** DescribeStream leaves a shard out. */
  void hide(String shardId) {
    hidden.add(shardId);
  }

  /** What DescribeStream says that the stream is. */
  void setStatus(String status) {
    this.status = status;
  }

  /** How many records lie in each shard that has any. */
  Map<String, Integer> records() {
    Map<String, Integer> counts = new TreeMap<>();
    records.forEach((shardId, list) -> counts.put(shardId, list.size()));
    return counts;
  }

  /** The page that follows on a shard, or the first after null. */
  StreamDescription page(String afterShardId) {
    List<Part> rest =
        shown().stream()
            .filter(part -> afterShardId == null || part.id.compareTo(afterShardId) > 0)
            .toList();
    List<Part> page = rest.subList(0, Math.min(100, rest.size()));
    boolean more = rest.size() > page.size();
    listing.add(page, afterShardId == null, !lagging && hidden.isEmpty());
    if (!more) {
      listing.end(open());
    }
    return new StreamDescription()
        .withStreamName("orders")
        .withStreamStatus(status)
        .withHasMoreShards(more)
        .withShards(page.stream().map(FakeStream::sdkShard).toList());
  }

  /** A shard's first hash key. */
  String startOf(String shardId) {
    return parts.stream().filter(p -> p.id.equals(shardId)).findFirst().orElseThrow().start + "";
  }

  /** The shard that takes records with this hash key. */
  String shardFor(String hashKey) {
    return ownerOf(new BigInteger(hashKey)).id;
  }

  /** Takes a record into the shard that owns its hash key. */
  PutRecordsResultEntry put(PutRecordsRequestEntry record) {
    String shardId = shardFor(record.getExplicitHashKey());
    List<PutRecordsRequestEntry> inShard =
        records.computeIfAbsent(shardId, id -> new ArrayList<>());
    inShard.add(record);
    return new PutRecordsResultEntry()
        .withShardId(shardId)
        .withSequenceNumber(shardId + "/" + inShard.size());
  }

  private List<Part> shown() {
    return (lagging ? shown : parts).stream().filter(part -> !hidden.contains(part.id)).toList();
  }

  private Part ownerOf(BigInteger hashKey) {
    return parts.stream().filter(part -> part.owns(hashKey)).findFirst().orElseThrow();
  }

  private void add(BigInteger start, BigInteger end) {
    parts.add(new Part(id(parts.size()), start, end, true));
  }

  private Part close(String shardId) {
    Part part = parts.stream().filter(p -> p.id.equals(shardId)).findFirst().orElseThrow();
    if (!part.open) {
      throw new IllegalStateException(shardId + " is closed already");
    }
    parts.set(parts.indexOf(part), new Part(part.id, part.start, part.end, false));
    return part;
  }

  private static Shard sdkShard(Part part) {
    return new Shard()
        .withShardId(part.id)
        .withHashKeyRange(
            new HashKeyRange()
                .withStartingHashKey(part.start.toString())
                .withEndingHashKey(part.end.subtract(BigInteger.ONE).toString()))
        .withSequenceNumberRange(
            new SequenceNumberRange()
                .withStartingSequenceNumber("1")
                .withEndingSequenceNumber(part.open ? null : "9"));
  }
}
