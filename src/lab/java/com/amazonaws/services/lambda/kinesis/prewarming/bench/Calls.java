package com.amazonaws.services.lambda.kinesis.prewarming.bench;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisLocal;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts a contender's calls, at a proxy before Kinesis, in runs that are not timed. */
final class Calls implements AutoCloseable {

  private final WireMockServer proxy =
      new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
  private final Map<Contender, LambdaRuntime> runtimes = new EnumMap<>(Contender.class);

  /** A proxy before that Kinesis, with the contenders behind it, warmed on that stream. */
  Calls(KinesisLocal kinesis, TestStream stream) {
    proxy.start();
    proxy.stubFor(any(anyUrl()).willReturn(aResponse().proxiedFrom(kinesis.endpoint().toString())));
    for (Contender contender : Contender.IN_SWEEP) {
      runtimes.put(contender, contender.startWarm(proxy.baseUrl(), stream));
    }
  }

  /** What one run over the stream calls: how often each action. */
  Map<String, Integer> of(Contender contender, TestStream stream) {
    proxy.resetRequests();
    Contender.run(runtimes.get(contender), stream.name(), "counted " + contender.label());
    return proxy.findAll(anyRequestedFor(anyUrl())).stream()
        .collect(Collectors.toMap(Calls::action, call -> 1, Integer::sum, TreeMap::new));
  }

  private static String action(LoggedRequest call) {
    return call.getHeader("X-Amz-Target").replaceFirst(".*\\.", "");
  }

  @Override
  public void close() {
    runtimes.values().forEach(LambdaRuntime::close);
    proxy.stop();
  }
}
