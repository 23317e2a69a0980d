package com.amazonaws.services.lambda.kinesis.prewarming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @ParameterizedTest
  @ValueSource(strings = {"1.10", "0.1234567890123456789", "1E+2", "100", "12345678901234567890"})
  void aNumberStaysAsItWasSent(String number) {
    String body = "{\"messagePrototype\":{\"price\":" + number + "}}";

    assertEquals(body, Json.write(Json.readObject("the body", body.getBytes(UTF_8))));
  }
}
