package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.SystemDefaultDnsResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HostResolverTest {

  private final HostResolver resolver = new HostResolver(new SystemDefaultDnsResolver());

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
    CountDownLatch end = new CountDownLatch(1);
    HostResolver hanging =
        new HostResolver(
            host -> {
              await(end);
              return new InetAddress[0];
            });
    Thread.currentThread().interrupt();

    UnknownHostException failure =
        assertThrows(UnknownHostException.class, () -> hanging.resolve("kinesis"));
    end.countDown();

    assertTrue(Thread.interrupted(), "the flag is set again");
    assertEquals("kinesis: the DNS server did not respond in time", failure.getMessage());
  }

  private static void await(CountDownLatch end) {
    try {
      end.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
