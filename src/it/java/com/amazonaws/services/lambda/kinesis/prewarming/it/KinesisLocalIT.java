package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisLocal;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The local Kinesis itself: what ends it, and how its end is told. */
class KinesisLocalIT {

  @Test
  void itOutlivesConnectionsThatAreResetAndItsEndIsToldToAllWhoUseIt() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    try (KinesisLocal server = KinesisLocal.start()) {
      server.onUnexpectedEnd(told::add);
      TestStream stream = TestStream.create(server.client("eu-west-1"), "any", 1);
      for (int i = 0; i < 20; i++) {
        resetAConnection(server.endpoint().getPort());
      }
      assertEquals(1, stream.shards().size());

      server.process().destroyForcibly();

      String lastWords = told.take();
      assertEquals(
          "kinesis-local ended with 137. Its last lines:",
          lastWords.lines().findFirst().orElseThrow());
      assertEquals(
          lastWords, assertThrows(IllegalStateException.class, stream::shards).getMessage());
    }
  }

  private static void resetAConnection(int port) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoLinger(true, 0);
    }
  }
}
