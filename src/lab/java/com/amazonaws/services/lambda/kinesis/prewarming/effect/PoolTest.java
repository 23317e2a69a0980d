package com.amazonaws.services.lambda.kinesis.prewarming.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PoolTest {

  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** Started in the order 0, 1, 2, and idle since the minutes 1, 3 and 2. */
  @ParameterizedTest
  @CsvSource({"MOST_RECENT, 1", "NEWEST, 2", "LEAST_RECENT, 0"})
  void theRuleChoosesAmongIdleEnvironments(Routing routing, int chosen) {
    Pool pool = pool(routing, Duration.ofHours(2));
    assertEquals(chosen, threeIdle(pool).take(4 * MINUTE).environment().number());
  }

  @Test
  void atRandomEachIsChosenNowAndThen() {
    assertEquals(
        List.of(0, 1, 2),
        IntStream.range(0, 100)
            .mapToObj(seed -> new SplittableRandom(seed))
            .map(random -> new Pool(platform(Routing.RANDOM, Duration.ofHours(2)), random))
            .map(pool -> threeIdle(pool).take(4 * MINUTE).environment().number())
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .toList());
  }

  @ParameterizedTest
  @EnumSource
  void whatHasIdledForItsLifetimeIsGone(Routing routing) {
    Pool pool = threeIdle(pool(routing, Duration.ofHours(2)));
    assertEquals(1, pool.idle(7 * MINUTE));
    assertFalse(pool.take(7 * MINUTE).cold());
    assertTrue(pool.take(7 * MINUTE).cold());
  }

  @Test
  void anEnvironmentInUseIsReplacedOnceItIsOld() {
    Pool pool = pool(Routing.MOST_RECENT, Duration.ofMinutes(100));
    assertEquals(1, coldStarts(pool, 0, 49));
    // Its age was 50 to 150 minutes, and so is that of the next one.
    int later = coldStarts(pool, 49, 160);
    assertTrue(later >= 1 && later <= 3, () -> "cold starts: " + later);
  }

  /** With an invocation each minute. */
  private static int coldStarts(Pool pool, int fromMinute, int toMinute) {
    return (int)
        LongStream.range(fromMinute, toMinute)
            .filter(minute -> takeAndRelease(pool, minute * MINUTE).cold())
            .count();
  }

  private static Pool.Lease takeAndRelease(Pool pool, long now) {
    Pool.Lease lease = pool.take(now);
    pool.release(lease.environment(), now);
    return lease;
  }

  private static Pool threeIdle(Pool pool) {
    List<Environment> started =
        IntStream.range(0, 3).mapToObj(i -> pool.take(0).environment()).toList();
    pool.release(started.get(0), MINUTE);
    pool.release(started.get(2), 2 * MINUTE);
    pool.release(started.get(1), 3 * MINUTE);
    return pool;
  }

  private static Pool pool(Routing routing, Duration replacement) {
    return new Pool(platform(routing, replacement), new SplittableRandom(1));
  }

  private static Platform platform(Routing routing, Duration replacement) {
    return new Platform(routing, IdleLifetime.fixed(LIFETIME), replacement, Duration.ZERO);
  }
}
