package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.shard;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Failed;
import com.amazonaws.services.lambda.kinesis.prewarming.CanaryOutcome.Landed;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What listings and outcomes say together where they disagree. */
class CoverageTest {

  private final Coverage coverage = new Coverage();

  @Test
  void aCanaryThatStraysIntoAShardThatFailedCoversItInWhicheverOrder() {
    Landed stray = new Landed(shard("a"), "b", "1");
    Failed failed = new Failed(shard("b"), "later");
    for (List<CanaryOutcome> outcomes :
        List.<List<CanaryOutcome>>of(List.of(stray, failed), List.of(failed, stray))) {
      Coverage both = new Coverage();
      both.update(new ShardListing(List.of(shard("b")), Set.of("a", "b")));
      both.add(outcomes);

      assertEquals(List.of(), both.missing());
      assertEquals(List.of(stray), both.outcomes());
    }
  }

  @Test
  void aReshardIsShownOnceTheParentIsClosedAndTheChildIsListed() {
    coverage.update(new ShardListing(List.of(shard("a")), Set.of("a")));
    coverage.add(List.of(new Landed(shard("a"), "b", "1")));
    assertEquals(List.of("a"), coverage.strayedFrom());

    coverage.update(new ShardListing(List.of(shard("c")), Set.of("a", "c")));
    assertEquals(List.of("a"), coverage.strayedFrom(), "b is not listed");

    coverage.update(new ShardListing(List.of(shard("a"), shard("b")), Set.of("a", "b")));
    assertEquals(List.of("a"), coverage.strayedFrom(), "a is listed as open");
    assertEquals(1, coverage.outcomes().size(), "a is closed all the same");

    coverage.update(new ShardListing(List.of(shard("b")), Set.of("a", "b")));
    assertEquals(List.of(), coverage.strayedFrom());
  }
}
