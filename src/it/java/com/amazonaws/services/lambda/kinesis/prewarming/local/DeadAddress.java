package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * An address that swallows whoever connects to it, as one behind a zone that is gone: its queue is
 * full, and Linux drops what comes then without a word.
 */
public final class DeadAddress implements AutoCloseable {

  private static final String ADDRESS = "127.0.0.2";
  private static final int MORE_THAN_THE_QUEUE_HOLDS = 8;

  private final List<Closeable> sockets = new ArrayList<>();

  /** It is dead at that port. */
  public DeadAddress(int port) throws IOException {
    ServerSocket server = new ServerSocket(port, 1, InetAddress.getByName(ADDRESS));
    sockets.add(server);
    for (int i = 0; i < MORE_THAN_THE_QUEUE_HOLDS; i++) {
      SocketChannel waiting = SocketChannel.open();
      waiting.configureBlocking(false);
      waiting.connect(server.getLocalSocketAddress());
      sockets.add(waiting);
    }
  }

  /** The address itself. */
  public String address() {
    return ADDRESS;
  }

  @Override
  public void close() throws IOException {
    for (Closeable socket : sockets) {
      socket.close();
    }
  }
}
