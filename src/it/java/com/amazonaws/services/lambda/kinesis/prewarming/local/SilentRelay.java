package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A relay of connections to a server, which may fall silent: the connections that there are stay
 * open and carry nothing more, as when a firewall has forgotten them.
 */
public final class SilentRelay implements AutoCloseable {

  private final URI server;
  private final ServerSocket front;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private record Connection(Socket near, Socket far, AtomicBoolean silent) {}

  public SilentRelay(URI server) throws IOException {
    this.server = server;
    front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.submit(this::accept);
  }

  public String endpoint() {
    return "http://127.0.0.1:" + front.getLocalPort();
  }

  /** How many connections there have been. */
  public int connections() {
    return connections.size();
  }

  /** Nothing passes any more through the connections that there are. */
  public void fallSilent() {
    connections.forEach(connection -> connection.silent.set(true));
  }

  @Override
  public void close() throws IOException {
    front.close();
    for (Connection connection : connections) {
      connection.near.close();
      connection.far.close();
    }
    threads.shutdownNow();
  }

  /** Until the front is closed. */
  private Void accept() throws IOException {
    while (true) {
      Socket near = front.accept();
      Socket far = new Socket(server.getHost(), server.getPort());
      AtomicBoolean silent = new AtomicBoolean();
      connections.add(new Connection(near, far, silent));
      threads.submit(() -> carry(near, far, silent));
      threads.submit(() -> carry(far, near, silent));
    }
  }

  /** Until one side closes the connection, which ends the other. */
  private static Void carry(Socket from, Socket to, AtomicBoolean silent) throws IOException {
    byte[] buffer = new byte[8_192];
    try (to) {
      for (int n; (n = from.getInputStream().read(buffer)) >= 0; ) {
        if (!silent.get()) {
          to.getOutputStream().write(buffer, 0, n);
        }
      }
      return null;
    }
  }
}
