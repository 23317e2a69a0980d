package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A relay of connections to a server, which may fall silent: the connections that there are stay
 * open and carry nothing more, as when a firewall has forgotten them.
 */
public final class Relay implements AutoCloseable {

  private final URI server;
  private final ServerSocket front;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private static final class Connection {
    private final Socket near;
    private final Socket far;
    private volatile boolean silent;

    Connection(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }
  }

  public Relay(URI server) throws IOException {
    this.server = server;
    front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
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
    connections.forEach(connection -> connection.silent = true);
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

  private void accept() {
    try {
      while (true) {
        Socket near = front.accept();
        Connection connection =
            new Connection(near, new Socket(server.getHost(), server.getPort()));
        connections.add(connection);
        threads.execute(() -> carry(near, connection.far, connection));
        threads.execute(() -> carry(connection.far, near, connection));
      }
    } catch (IOException e) {
      if (!front.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void carry(Socket from, Socket to, Connection connection) {
    byte[] buffer = new byte[8_192];
    try {
      for (int n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        if (!connection.silent) {
          to.getOutputStream().write(buffer, 0, n);
        }
      }
      to.close();
    } catch (IOException e) {
      // One side has closed the connection, which ends the other.
      connection.silent = true;
    }
  }
}
