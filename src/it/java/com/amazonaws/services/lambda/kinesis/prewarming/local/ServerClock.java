package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static java.time.ZoneOffset.UTC;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * A Kinesis whose clock is not ours: it refuses signatures of more than five minutes' difference.
 */
final class ServerClock extends Underway {

  private static final DateTimeFormatter SIGNED = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX");
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private volatile Duration ahead = Duration.ZERO;

  ServerClock(Upstream upstream) {
    super(upstream);
  }

  /** How far its clock is ahead of ours. */
  void set(Duration ahead) {
    this.ahead = ahead;
  }

  @Override
  public ResponseDefinition transform(ServeEvent event) {
    Instant now = Instant.now().plus(ahead);
    Instant signed =
        LocalDateTime.parse(event.getRequest().getHeader("X-Amz-Date"), SIGNED).toInstant(UTC);
    ResponseDefinitionBuilder answer =
        Duration.between(signed, now).abs().compareTo(TOLERANCE) > 0
            ? KinesisProxy.refusal(400, "InvalidSignatureException", "Signature expired: " + signed)
            : Upstream.answer(
                upstream.send(Cbor.read(event.getRequest().getBody()), event.getRequest()));
    return answer
        .withHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atZone(UTC)))
        .build();
  }
}
