package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.services.lambda.kinesis.prewarming.consumers.ConsumerExample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A consumer as it is deployed: its classes and libraries in a task root, and its environment. */
public final class ConsumerFunction {

  private final String handler;
  private final Path taskRoot;
  private final Map<String, String> environment = new HashMap<>(Map.of("AWS_REGION", "eu-west-1"));

  private ConsumerFunction(Class<?> handler, List<Class<?>> classes) {
    this.handler = handler.getName() + "::handleRequest";
    taskRoot = TaskRoot.of(classes, List.of("aws-lambda-java-events", "joda-time"));
  }

  /** The example of docs/consumers.md, as it is. */
  public static ConsumerFunction example() {
    return new ConsumerFunction(ConsumerExample.class, List.of(ConsumerExample.class));
  }

  /**
   * The example with times of choice.
   *
   * @param initialisation what a cold start takes beyond that of the JVM and the runtime client
   * @param work what it takes for each real record
   * @param hold for how long it holds a batch of canaries
   */
  public static ConsumerFunction timed(Duration initialisation, Duration work, Duration hold) {
    ConsumerFunction consumer =
        new ConsumerFunction(
            TimedConsumer.class, List.of(ConsumerExample.class, TimedConsumer.class));
    consumer.set(TimedConsumer.INITIALISATION, initialisation);
    consumer.set(TimedConsumer.WORK, work);
    consumer.set(TimedConsumer.HOLD, hold);
    return consumer;
  }

  private void set(String variable, Duration time) {
    environment.put(variable, String.valueOf(time.toMillis()));
  }

  /** A new execution environment, initialised and not invoked yet. */
  LambdaRuntime start() {
    return LambdaRuntime.startIn(taskRoot, handler, environment);
  }
}
