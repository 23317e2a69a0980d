package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.FakeStream.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listing of a stream in memory holds. */
class ShardListerTest {

  private static final BigInteger HALF = BigInteger.ONE.shiftLeft(127);

  private FakeRun fake = new FakeRun(2);

  @Test
  void openShardsAreThoseWithoutAnEndingSequenceNumber() {
    fake.stream.merge(id(0));
    fake.stream.split(id(2));

    ShardListing listing = list();

    assertEquals(
        List.of(
            new OpenShard(id(3), BigInteger.ZERO, HALF.subtract(BigInteger.ONE)),
            new OpenShard(id(4), HALF, FakeStream.END.subtract(BigInteger.ONE))),
        listing.open());
    assertEquals(Set.of(id(0), id(1), id(2), id(3), id(4)), listing.shardIds());
  }

  @Test
  void pagesFollowFromTheLastShardOfTheOneBefore() {
    fake = new FakeRun(250);

    ShardListing listing = list();

    assertEquals(250, listing.open().size());
    assertEquals(List.of(), listing.gaps());
    assertEquals(List.of("null", id(99), id(199)), fake.kinesis.describedAfter());
  }

  @Test
  void aShardThatSplitsBetweenTwoPagesIsListedWithItsChildren() {
    fake = new FakeRun(150);
    fake.kinesis.beforeDescribes(() -> {}, () -> fake.stream.split(id(0)));

    List<String> open = list().open().stream().map(OpenShard::shardId).toList();

    assertTrue(open.containsAll(List.of(id(0), id(150), id(151))), open::toString);
  }

  @Test
  void aStreamThatIsUpdatingTakesRecords() {
    fake.stream.setStatus("UPDATING");

    assertEquals(2, list().open().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATING", "DELETING"})
  void aStreamThatTakesNoRecordsIsAnErrorThatSaysSo(String status) {
    fake.stream.setStatus(status);

    assertEquals(
        "stream orders is " + status + " and takes no records: prewarm it when it is ACTIVE",
        Fixtures.fails(this::list).getMessage());
  }

  private ShardListing list() {
    return new ShardLister(fake.calls()).list();
  }
}
