package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * A Kinesis whose clock is so far ahead of ours: it refuses signatures of more than five minutes'
 * difference.
 */
record ServerClock(CallRewriter upstream, Duration ahead) implements CallRewriter.Change {

  private static final DateTimeFormatter SIGNED = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX");
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  @Override
  public ResponseDefinitionBuilder answer(Request request, ObjectNode call) {
    Instant now = Instant.now().plus(ahead);
    Instant signed = LocalDateTime.parse(request.getHeader("X-Amz-Date"), SIGNED).toInstant(UTC);
    ResponseDefinitionBuilder answer =
        Duration.between(signed, now).abs().compareTo(TOLERANCE) > 0
            ? KinesisProxy.refusal(400, "InvalidSignatureException", "Signature expired: " + signed)
            : CallRewriter.answer(200, upstream.send(call, request));
    return answer.withHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atZone(UTC)));
  }
}
