package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;

/** What the proxy does to calls on their way to Kinesis or back, where a stub asks for it. */
abstract class Underway implements ResponseDefinitionTransformerV2 {

  /** The Kinesis behind the proxy. */
  final Upstream upstream;

  Underway(Upstream upstream) {
    this.upstream = upstream;
  }

  /** The response of a stub that asks for it. */
  ResponseDefinitionBuilder response() {
    return WireMock.aResponse().withTransformers(getName());
  }

  @Override
  public boolean applyGlobally() {
    return false;
  }

  @Override
  public String getName() {
    return getClass().getSimpleName();
  }
}
