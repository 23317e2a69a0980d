package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class HostResolverTest {

  private final HostResolver resolver = new HostResolver();

  @Test
  void resolvesAHostName() throws UnknownHostException {
    assertArrayEquals(
        new InetAddress[] {InetAddress.getByName("127.0.0.1")}, resolver.resolve("127.0.0.1"));
  }

  @Test
  void reportsAHostNameThatIsNotFound() {
    UnknownHostException failure =
        assertThrows(UnknownHostException.class, () -> resolver.resolve("no host.invalid"));

    assertEquals("no host.invalid", failure.getMessage());
    assertTrue(failure.getCause() instanceof UnknownHostException);
  }

  @Test
  void leavesALookupWhenTheThreadIsInterrupted() {
    Thread.currentThread().interrupt();

    UnknownHostException failure =
        assertThrows(UnknownHostException.class, () -> resolver.resolve("127.0.0.1"));

    assertTrue(Thread.interrupted(), "the flag is set again");
    assertEquals("127.0.0.1: the name server did not respond in time", failure.getMessage());
  }
}
