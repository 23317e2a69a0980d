package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The execution environments of a function. An invocation starts a new environment if none is idle.
 * An environment ends after it was idle for a while.
 *
 * <p>An invocation uses the environment that was idle for the shortest time. Lambda documents no
 * rule; with this rule, the most environments end.
 */
final class ExecutionEnvironments implements AutoCloseable {

  private final Supplier<LambdaRuntime> starter;
  private final Duration idleLifetime;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Set<LambdaRuntime> running = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private record Idle(LambdaRuntime environment, long since) {}

  /**
   * The end of an invocation.
   *
   * @param cold whether an environment was started for the invocation
   * @param elapsed the time until the response, including the start of the environment
   */
  record Handled(LambdaRuntime.Result result, boolean cold, Duration elapsed) {}

  ExecutionEnvironments(Supplier<LambdaRuntime> starter, Duration idleLifetime) {
    this.starter = starter;
    this.idleLifetime = idleLifetime;
  }

  /** Invokes the function once, in an idle environment or a new one. */
  Handled invoke(String event) {
    long start = System.nanoTime();
    Optional<LambdaRuntime> warm = takeNewest();
    LambdaRuntime environment = warm.orElseGet(this::start);
    LambdaRuntime.Result result = environment.invoke(event);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    release(environment);
    return new Handled(result, warm.isEmpty(), elapsed);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    running.forEach(LambdaRuntime::close);
  }

  private LambdaRuntime start() {
    LambdaRuntime environment = starter.get();
    running.add(environment);
    return environment;
  }

  private synchronized Optional<LambdaRuntime> takeNewest() {
    // Compares times, because the timer may end an environment late.
    boolean found =
        !idle.isEmpty() && System.nanoTime() - idle.peek().since < idleLifetime.toNanos();
    return found ? Optional.of(idle.pop().environment) : Optional.empty();
  }

  private synchronized void release(LambdaRuntime environment) {
    Idle newest = new Idle(environment, System.nanoTime());
    idle.push(newest);
    if (!timer.isShutdown()) {
      timer.schedule(() -> end(newest), idleLifetime.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void end(Idle expired) {
    synchronized (this) {
      if (!idle.remove(expired)) {
        return;
      }
    }
    running.remove(expired.environment);
    expired.environment.close();
  }
}
