package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** DescribeStream calls and answers that are changed on their way. */
final class ChangedListings extends Underway {

  private volatile BiFunction<ObjectNode, UnaryOperator<ObjectNode>, ObjectNode> order =
      (call, kinesis) -> kinesis.apply(call);

  private volatile Duration delay = Duration.ZERO;

  ChangedListings(Upstream upstream) {
    super(upstream);
  }

  /** What to answer to a call after so long, given the Kinesis that could answer it. */
  void order(
      Duration after, BiFunction<ObjectNode, UnaryOperator<ObjectNode>, ObjectNode> answers) {
    delay = after;
    order = answers;
  }

  @Override
  public ResponseDefinition transform(ServeEvent event) {
    ObjectNode call = (ObjectNode) Cbor.read(event.getRequest().getBody());
    ObjectNode answer = order.apply(call, c -> upstream.send(c, event.getRequest()));
    return Upstream.answer(answer).withFixedDelay((int) delay.toMillis()).build();
  }
}
