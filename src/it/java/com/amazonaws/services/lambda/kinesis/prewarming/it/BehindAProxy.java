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
import org.junit.jupiter.api.extension.ExtendWith;

/** The packaged jar under the real runtime client, with a proxy before Kinesis that goes wrong. */
@ExtendWith(KinesisLasts.class)
abstract class BehindAProxy {

  static final Duration SHORT = Duration.ofSeconds(6);

  static KinesisProxy proxy;
  static LambdaRuntime function;

  @BeforeAll
  static void startAFunctionBehindTheProxy() {
    proxy = new KinesisProxy(Local.KINESIS.endpoint());
    function = LambdaRuntime.startAgainst(proxy.endpoint());
  }

  @AfterAll
  static void stop() {
    function.close();
    proxy.close();
  }

  @BeforeEach
  void allIsWell() {
    proxy.clear();
  }

  static LambdaRuntime.Answer invoke(TestStream stream) {
    return function.invoke(Local.eventFor(stream, "canary"));
  }

  static void assertContains(String part, String text) {
    assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
  }
}
