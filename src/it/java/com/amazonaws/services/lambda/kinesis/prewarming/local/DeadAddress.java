package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * An address that swallows whoever connects to it, as one behind a zone that is gone: its queue is
 * full, and Linux drops what comes then without a word.
 */
public final class DeadAddress implements AutoCloseable {

  private static final String HOST = "127.0.0.2";

  private static final int MORE_THAN_THE_QUEUE_HOLDS = 8;

  private final ServerSocket server = new ServerSocket();
  private final List<SocketChannel> queue = new ArrayList<>();

  /** One at that port. */
  public DeadAddress(int port) throws IOException {
    server.bind(new InetSocketAddress(HOST, port), 1);
    for (int i = 0; i < MORE_THAN_THE_QUEUE_HOLDS; i++) {
      SocketChannel waiting = SocketChannel.open();
      waiting.configureBlocking(false);
      waiting.connect(server.getLocalSocketAddress());
      queue.add(waiting);
    }
  }

  /** The address itself. */
  public String address() {
    return HOST;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel waiting : queue) {
      waiting.close();
    }
    server.close();
  }
}
