package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The packaged jar under the real runtime client, with a proxy before Kinesis that goes wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(RequireLocalKinesis.class)
abstract class ProxiedFunction {

  /** For runs that wait for their deadline alone. */
  static final Duration SHORT = Duration.ofSeconds(6);

  /** For runs that have to get something done before it, on a busy machine too. */
  static final Duration LONGER = Duration.ofSeconds(14);

  final KinesisProxy proxy = new KinesisProxy(Local.KINESIS.endpoint());
  final LambdaRuntime function = LambdaRuntime.startAgainst(proxy.endpoint());

  @BeforeAll
  void warmUp() {
    invoke(Local.newStream(1));
  }

  @AfterAll
  void stop() {
    function.close();
    proxy.close();
  }

  @BeforeEach
  void allIsWell() {
    proxy.clear();
  }

  LambdaRuntime.Answer invoke(TestStream stream) {
    return function.invoke(Local.eventFor(stream, "canary"));
  }

  static void assertContains(String part, String text) {
    assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
  }
}
