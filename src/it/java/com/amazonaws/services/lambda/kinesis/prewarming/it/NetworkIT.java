package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.DeadAddress;
import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisProxy;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Local;
import com.amazonaws.services.lambda.kinesis.prewarming.local.SilentRelay;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The packaged jar on a network as it really is: addresses that are dead, names that are not found,
 * connections that fell silent, certificates of somebody else. At once, as they mostly wait.
 */
@ExtendWith(RequireLocalKinesis.class)
@Execution(ExecutionMode.CONCURRENT)
class NetworkIT {

  private static final String HOST = "kinesis.test";

  private final TestStream stream = Local.newStream(4);

  // The names that a function finds, and no others: Java reads the file at every look-up.
  @TempDir private Path folder;

  @Test
  void ofTwoAddressesTheDeadOneIsPassedOverWithoutAFailedAttempt() throws IOException {
    try (KinesisProxy kinesis = new KinesisProxy(Local.KINESIS.endpoint());
        DeadAddress dead = new DeadAddress(kinesis.port());
        LambdaRuntime function = functionThatCalls(kinesis.port())) {
      setAddresses("127.0.0.1");
      // The first use of the SDK takes long on a busy machine; the next region has a client of its
      // own.
      function.invoke("{\"streamName\":\"none\",\"regionName\":\"us-east-2\"}");
      setAddresses(dead.address(), "127.0.0.1");

      LambdaRuntime.Answer answer = invoke(function);

      assertReached(answer);
      assertEquals(List.of(), answer.logged("failed (attempt"));
      assertTrue(answer.took().compareTo(Duration.ofSeconds(2)) > 0, "the dead one was not asked");
    }
  }

  @Test
  void aNameThatIsNotFoundForAMomentIsAskedForAgain() {
    try (LambdaRuntime function = functionThatCalls(Local.KINESIS.endpoint().getPort())) {
      CompletableFuture.runAsync(
          () -> {
            function.awaitLogged("failed (attempt 1)");
            setAddresses("127.0.0.1");
          });

      LambdaRuntime.Answer answer = invoke(function);

      assertReached(answer);
    }
  }

  @Test
  void aRegionThatNobodyHeardOfIsSaidToHaveNoKinesisAfterAFewSeconds() {
    try (LambdaRuntime function = functionThatCalls(Local.KINESIS.endpoint().getPort())) {
      LambdaRuntime.Answer answer =
          function.invoke("{\"streamName\":\"orders\",\"regionName\":\"xx-nowhere-1\"}");

      assertTrue(answer.failed(), answer.json());
      ProxiedFunction.assertContains("the region has no Kinesis", answer.errorMessage());
      assertTrue(answer.took().compareTo(Duration.ofSeconds(3)) > 0, answer.took()::toString);
    }
  }

  @Test
  void theFipsEndpointIsCalledAndRefusedBesideOneOfYourOwn() {
    Map<String, String> fips = Map.of("AWS_USE_FIPS_ENDPOINT", "true");
    Map<String, String> environment = new HashMap<>(LambdaRuntime.environmentFor(""));
    environment.putAll(fips);
    setAddresses();
    try (LambdaRuntime function = LambdaRuntime.start(onlyTheNamesHere(), environment);
        LambdaRuntime beside = LambdaRuntime.startAgainst("http://" + HOST, fips)) {
      ProxiedFunction.assertContains(
          "kinesis-fips.eu-west-1.amazonaws.com", invoke(function).errorMessage());
      ProxiedFunction.assertContains(
          "AWS_USE_FIPS_ENDPOINT goes with no endpoint", invoke(beside).json());
    }
  }

  @Test
  void aConnectionThatFellSilentHalfAMinuteAgoIsNotUsed() throws IOException {
    try (SilentRelay relay = new SilentRelay(Local.KINESIS.endpoint());
        LambdaRuntime function = LambdaRuntime.startAgainst(relay.endpoint())) {
      assertEquals(0, relay.connections(), "nothing connects before an event asks");
      assertReached(invoke(function));
      relay.fallSilent();
      CompletableFuture.runAsync(
              () -> {}, CompletableFuture.delayedExecutor(30_500, TimeUnit.MILLISECONDS))
          .join();

      LambdaRuntime.Answer answer = function.invoke(Local.eventFor(stream, "again"));

      assertFalse(answer.failed(), answer.json());
      assertEquals(List.of(), answer.logged("failed (attempt"));
    }
  }

  @Test
  void aCertificateOfSomebodyElseIsRefusedAtOnce() {
    WireMockServer other =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort());
    other.start();
    try (LambdaRuntime function =
        LambdaRuntime.startAgainst("https://127.0.0.1:" + other.httpsPort())) {
      LambdaRuntime.Answer answer = invoke(function);

      assertTrue(answer.failed(), answer.json());
      ProxiedFunction.assertContains(
          "failed: what answered has a certificate that does not prove it to be Kinesis",
          answer.errorMessage());
      assertEquals(List.of(), answer.logged("failed (attempt"));
    } finally {
      other.stop();
    }
  }

  @Test
  void anApiCallIsAnsweredBeforeItsGatewayGivesUpWhateverTheFunctionsTimeout() {
    try (KinesisProxy kinesis = new KinesisProxy(Local.KINESIS.endpoint());
        LambdaRuntime function = LambdaRuntime.startAgainst(kinesis.endpoint())) {
      assertReached(invoke(function));
      kinesis.always(KinesisProxy.PUT, KinesisProxy.hanging());
      LambdaRuntime.Answer answer =
          function.invoke(Local.apiCall(Local.eventFor(stream, "canary"), false));

      assertEquals(502, answer.body().get("statusCode").asInt(), answer.json());
      assertTrue(answer.took().compareTo(Duration.ofSeconds(29)) < 0, answer.took()::toString);
      assertTrue(answer.took().compareTo(Duration.ofSeconds(20)) > 0, answer.took()::toString);
    }
  }

  private LambdaRuntime functionThatCalls(int port) {
    setAddresses();
    return LambdaRuntime.start(
        onlyTheNamesHere(), LambdaRuntime.environmentFor("http://" + HOST + ":" + port));
  }

  private List<String> onlyTheNamesHere() {
    return List.of("-Djdk.net.hosts.file=" + names(), "-Dsun.net.inetaddr.ttl=0");
  }

  /** Gives the host these addresses, and all others none. */
  private void setAddresses(String... addresses) {
    try {
      Files.write(names(), Arrays.stream(addresses).map(address -> address + " " + HOST).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path names() {
    return folder.resolve("hosts");
  }

  private LambdaRuntime.Answer invoke(LambdaRuntime function) {
    return function.invoke(Local.eventFor(stream, "canary"));
  }

  private void assertReached(LambdaRuntime.Answer answer) {
    assertFalse(answer.failed(), answer.json());
    assertEquals(stream.oneRecordEach(), stream.recordsInOpenShards());
  }
}
