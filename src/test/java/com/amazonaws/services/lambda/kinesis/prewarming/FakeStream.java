package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.kinesis.model.HashKeyRange;
import com.amazonaws.services.kinesis.model.PutRecordsRequestEntry;
import com.amazonaws.services.kinesis.model.PutRecordsResultEntry;
import com.amazonaws.services.kinesis.model.SequenceNumberRange;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.kinesis.model.StreamDescription;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A stream in memory: shards that split and merge, the records in them, and DescribeStream's view
 * of the stream, in pages of 100, which can lag behind or hide shards. Records go to the shard that
 * owns their hash key, unless {@link #placeRecords} makes the stream ignore hash keys.
 */
final class FakeStream {

  static final BigInteger END = BigInteger.ONE.shiftLeft(128);

  /** What DescribeStream has shown. */
  final ShownListing listing = new ShownListing();

  private final LongSupplier nanos;
  private final Map<String, Long> createdAt = new HashMap<>();

  private final List<Part> parts = new ArrayList<>();
  private final Map<String, List<PutRecordsRequestEntry>> records = new TreeMap<>();
  private final Set<String> hidden = new TreeSet<>();
  // Empty until it is computed after a change.
  private List<String> open = List.of();
  private String status = "ACTIVE";
  private List<Part> shown = List.of();
  private boolean lagging;
  private Function<List<String>, String> placement;

  /** A shard's range of hash keys, the end not included. */
  record Part(String id, BigInteger start, BigInteger end, boolean open) {

    boolean owns(BigInteger hashKey) {
      return open && start.compareTo(hashKey) <= 0 && hashKey.compareTo(end) < 0;
    }
  }

  /** A stream whose open shards share the hash keys evenly: shard-0000, shard-0001 …. */
  FakeStream(int shards) {
    this(shards, () -> 0);
  }

  /** The same, with a clock that says when shards are created. */
  FakeStream(int shards, LongSupplier nanos) {
    this.nanos = nanos;
    BigInteger count = BigInteger.valueOf(shards);
    for (int i = 0; i < shards; i++) {
      add(
          END.multiply(BigInteger.valueOf(i)).divide(count),
          END.multiply(BigInteger.valueOf(i + 1)).divide(count));
      createdAt.put(id(i), Long.MIN_VALUE);
    }
  }

  /** Makes the stream ignore hash keys: this chooses each record's shard from the open shards. */
  void placeRecords(Function<List<String>, String> chooseShard) {
    placement = chooseShard;
  }

  boolean ignoresHashKeys() {
    return placement != null;
  }

  /** The open shards that existed at that time. */
  List<String> openSince(long nanos) {
    return open().stream().filter(shardId -> createdAt.get(shardId) <= nanos).toList();
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
    if (open.isEmpty()) {
      open =
          parts.stream()
              .filter(Part::open)
              .sorted((a, b) -> a.start.compareTo(b.start))
              .map(Part::id)
              .toList();
    }
    return open;
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

  /** How many records a shard contains. */
  int recordsIn(String shardId) {
    return records.getOrDefault(shardId, List.of()).size();
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
      listing.end(status);
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

  /** The shard that a record with this hash key goes to. */
  String shardFor(String hashKey) {
    return placement == null ? ownerOf(new BigInteger(hashKey)).id : placement.apply(open());
  }

  /** Writes a record into a shard. */
  PutRecordsResultEntry put(String shardId, PutRecordsRequestEntry record) {
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
    open = List.of();
    createdAt.put(id(parts.size()), nanos.getAsLong());
    parts.add(new Part(id(parts.size()), start, end, true));
  }

  private Part close(String shardId) {
    Part part = parts.stream().filter(p -> p.id.equals(shardId)).findFirst().orElseThrow();
    if (!part.open) {
      throw new IllegalStateException(shardId + " is closed already");
    }
    open = List.of();
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
