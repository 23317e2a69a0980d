package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogTextTest {

  @Test
  void cutsTextsThatAreTooLong() {
    assertEquals("x".repeat(500), LogText.of("x".repeat(500)));
    assertEquals("x".repeat(500) + "…", LogText.of("x".repeat(501)));
    assertEquals("x".repeat(499) + "?…", LogText.of("x".repeat(499) + "🐤"));
    assertEquals('"' + "x".repeat(200) + '"', LogText.quoted("x".repeat(200)));
    assertEquals('"' + "x".repeat(200) + "…\"", LogText.quoted("x".repeat(201)));
  }

  @Test
  void replacesCharactersThatCouldForgeALineOrBreakTheEncoding() {
    assertEquals("a??b? ?c 🐤 ?", LogText.of("a\r\nb\u001b \u2028c 🐤 \ud83d"));
    assertEquals("a???b?c?d", LogText.of("a\u0085\u009b\u0090b\u202ec\u00add"));
    assertEquals("null", LogText.of(null));
  }
}
