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

/**
 * A function's execution environments, each a process under the real runtime client: started when
 * an invocation finds none idle, ended after a time of idleness.
 *
 * <p>Of several idle ones an invocation gets that which was idle for the shortest. Lambda documents
 * no rule; this one lets the most environments end.
 */
final class ExecutionEnvironments implements AutoCloseable {

  private final ConsumerFunction function;
  private final Duration idleLifetime;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Set<LambdaRuntime> living = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ending = Executors.newSingleThreadScheduledExecutor();

  private record Idle(LambdaRuntime environment, long since) {}

  /**
   * How an invocation went.
   *
   * @param cold whether an environment was started for it
   * @param took from the invocation to the answer, the start included
   */
  record Handled(LambdaRuntime.Answer answer, boolean cold, Duration took) {}

  ExecutionEnvironments(ConsumerFunction function, Duration idleLifetime) {
    this.function = function;
    this.idleLifetime = idleLifetime;
  }

  /** Invokes the function once, in an idle environment or a new one. */
  Handled invoke(String event) {
    long start = System.nanoTime();
    Optional<LambdaRuntime> warm = takeNewest();
    LambdaRuntime environment = warm.orElseGet(this::start);
    LambdaRuntime.Answer answer = environment.invoke(event);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    giveBack(environment);
    return new Handled(answer, warm.isEmpty(), took);
  }

  /** How many environments wait for an invocation. */
  synchronized int countIdle() {
    return (int) idle.stream().filter(this::lives).count();
  }

  @Override
  public void close() {
    ending.shutdownNow();
    living.forEach(LambdaRuntime::close);
  }

  private LambdaRuntime start() {
    LambdaRuntime environment = function.start();
    living.add(environment);
    return environment;
  }

  private synchronized Optional<LambdaRuntime> takeNewest() {
    // By the clock, as the thread that ends environments may be late.
    boolean found = !idle.isEmpty() && lives(idle.peek());
    return found ? Optional.of(idle.pop().environment) : Optional.empty();
  }

  private synchronized void giveBack(LambdaRuntime environment) {
    Idle newest = new Idle(environment, System.nanoTime());
    idle.push(newest);
    if (!ending.isShutdown()) {
      ending.schedule(() -> end(newest), idleLifetime.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private boolean lives(Idle environment) {
    return System.nanoTime() - environment.since < idleLifetime.toNanos();
  }

  private void end(Idle old) {
    synchronized (this) {
      if (!idle.remove(old)) {
        return;
      }
    }
    living.remove(old.environment);
    old.environment.close();
  }
}
