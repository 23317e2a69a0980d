package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.shard;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Rejected;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Throttled;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How listings and outcomes are combined where they disagree. */
class CoverageTest {

  private final Coverage coverage = new Coverage();

  @Test
  void coversARejectedShardWhenAnotherCanaryLandsInItInEitherOrder() {
    OpenShard child = new OpenShard("b", BigInteger.ZERO, BigInteger.valueOf(9));
    Landed elsewhere = new Landed(shard("a"), "b", "1");
    Rejected rejected = new Rejected(child, "later", 0);
    for (List<CanaryOutcome> outcomes :
        List.<List<CanaryOutcome>>of(List.of(elsewhere, rejected), List.of(rejected, elsewhere))) {
      Coverage both = new Coverage();
      both.update(listing(Set.of("a"), child));
      both.add(outcomes);

      assertEquals(List.of(), both.targets());
      assertEquals(List.of(elsewhere), both.outcomes());
    }
  }

  @Test
  void excludesAShardAsClosedWhenItsCanaryLandedInAnUnlistedShard() {
    coverage.update(listing(Set.of(), shard("a"), shard("b")));
    coverage.add(List.of(new Landed(shard("a"), "c", "1")));

    assertEquals(List.of(shard("b")), coverage.targets());
    assertEquals(List.of("c"), coverage.unlisted());
    assertFalse(coverage.ignoresHashKeys());

    coverage.update(listing(Set.of("c"), shard("a"), shard("b")));
    assertEquals(List.of(shard("b")), coverage.targets(), "an old listing can't reopen it");
    assertEquals(List.of(), coverage.unlisted());
  }

  @Test
  void sendsAWholeRoundWhenACanaryLandedInAListedShardThatDoesNotOwnItsHashKey() {
    coverage.update(listing(Set.of(), shard("a"), shard("b")));
    coverage.add(List.of(new Landed(shard("a"), "b", "1"), new Landed(shard("b"), "b", "2")));

    assertTrue(coverage.ignoresHashKeys());
    assertEquals(List.of(shard("a"), shard("b")), coverage.targets());

    coverage.add(List.of(new Landed(shard("b"), "a", "3")));
    assertEquals(List.of(), coverage.targets());
    assertEquals(3, coverage.canariesSent());
    assertEquals(3, coverage.canariesLanded());
  }

  @Test
  void reopensAShardWhenANewerListingShowsThatHashKeysAreIgnored() {
    coverage.update(listing(Set.of(), shard("a"), shard("b")));
    coverage.add(List.of(new Landed(shard("a"), "c", "1"), new Landed(shard("b"), "b", "2")));
    assertEquals(List.of(), coverage.targets());

    coverage.update(listing(Set.of(), shard("a"), shard("b"), shard("c")));

    assertTrue(coverage.ignoresHashKeys());
    assertEquals(List.of(shard("a"), shard("b"), shard("c")), coverage.targets());
  }

  @Test
  void reopensAShardWhenItTurnsOutThatHashKeysAreIgnored() {
    coverage.update(listing(Set.of(), shard("a"), shard("b")));
    coverage.add(List.of(new Landed(shard("a"), "c", "1")));
    coverage.add(List.of(new Landed(shard("b"), "a", "2")));

    assertEquals(List.of(shard("a"), shard("b")), coverage.targets());
  }

  @Test
  void countsAShardAsThrottledOnlyWhenANewerListingFollowsTenRejections() {
    ShardListing listing = listing(Set.of(), shard("a"));
    coverage.update(listing);
    for (int i = 0; i < Coverage.MAX_THROTTLES; i++) {
      assertEquals(List.of(shard("a")), coverage.targets());
      coverage.add(List.of(new Rejected(shard("a"), "throttled", 1)));
    }
    assertEquals(List.of(), coverage.targets());
    assertFalse(coverage.outcomes().get(0) instanceof Throttled);

    coverage.update(new ShardListing(List.of(), Set.of(), false, false, Optional.of(failure())));
    assertFalse(coverage.outcomes().get(0) instanceof Throttled, "that listing failed");

    coverage.update(listing);
    assertEquals(List.of(new Throttled(shard("a"))), coverage.outcomes());
  }

  @Test
  void forgetsThrottledShardsWhenItTurnsOutThatHashKeysAreIgnored() {
    ShardListing listing = listing(Set.of(), shard("a"), shard("b"));
    coverage.update(listing);
    for (int i = 0; i < Coverage.MAX_THROTTLES; i++) {
      coverage.add(List.of(new Rejected(shard("a"), "throttled", 1)));
    }
    coverage.update(listing);
    coverage.add(List.of(new Landed(shard("a"), "b", "1")));

    assertEquals(List.of(shard("a"), shard("b")), coverage.targets());
    for (int i = 0; i < Coverage.MAX_THROTTLES; i++) {
      coverage.add(List.of(new Rejected(shard("a"), "throttled", 1)));
    }
    coverage.update(listing);
    assertEquals(List.of(shard("a"), shard("b")), coverage.targets());
  }

  @Test
  void isExhaustedAfter25CanariesForEachOpenShardOfAStreamThatIgnoresHashKeys() {
    coverage.update(listing(Set.of(), shard("a"), shard("b")));
    List<CanaryOutcome> round =
        List.of(new Landed(shard("a"), "b", "1"), new Landed(shard("b"), "b", "2"));
    for (int i = 0; i < Coverage.MAX_CANARIES_PER_SHARD; i++) {
      assertFalse(coverage.isExhausted());
      coverage.add(round);
    }

    assertTrue(coverage.isExhausted());
    assertEquals(List.of(), coverage.targets());
    assertFalse(coverage.isConsistent());
  }

  @Test
  void shardOfOneHashKeyOwnsItsHashKey() {
    OpenShard shard = new OpenShard("a", BigInteger.ONE, BigInteger.ONE);

    assertTrue(shard.owns(BigInteger.ONE));
    assertFalse(shard.owns(BigInteger.ZERO) || shard.owns(BigInteger.TWO));
  }

  private static PrewarmingException failure() {
    return PrewarmingException.invalid("for the test");
  }

  private static ShardListing listing(Set<String> closed, OpenShard... open) {
    Set<String> ids =
        Stream.concat(closed.stream(), Arrays.stream(open).map(OpenShard::shardId))
            .collect(Collectors.toSet());
    return new ShardListing(List.of(open), ids, false, false, Optional.empty());
  }
}
