package com.amazonaws.services.lambda.kinesis.prewarming.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A TLS server in front of Kinesis. It forwards calls, but stops reading from a connection after 64
 * KiB and keeps the connection open.
 */
final class StallingTlsServer implements AutoCloseable {

  private static final int MAX_BYTES_READ = 64 * 1024;

  private final URI kinesis;
  private final SSLContext tls;
  private final ServerSocket server = new ServerSocket();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Starts the server with the certificate in a key store. */
  StallingTlsServer(URI kinesis, Path keyStore, String password)
      throws IOException, GeneralSecurityException {
    this.kinesis = kinesis;
    tls = newContext(keyStore, password.toCharArray());
    server.setReceiveBufferSize(16 * 1024);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    threads.submit(this::accept);
  }

  private static SSLContext newContext(Path keyStore, char[] password)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(keyStore.toFile(), password), password);
    SSLContext tls = SSLContext.getInstance("TLSv1.3");
    tls.init(keys.getKeyManagers(), null, null);
    // For sessions of more than 7 days, Java sends no session tickets. A client that closes a
    // connection waits for data from the server, and a ticket would end that wait.
    tls.getServerSessionContext().setSessionTimeout((int) Duration.ofDays(8).toSeconds());
    return tls;
  }

  String endpoint() {
    return "https://127.0.0.1:" + server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdown();
  }

  private Void accept() throws IOException {
    while (true) {
      Socket connection = server.accept();
      Socket client = tls.getSocketFactory().createSocket(connection, (InputStream) null, true);
      Socket upstream = new Socket(kinesis.getHost(), kinesis.getPort());
      sockets.addAll(List.of(connection, upstream));
      threads.submit(() -> forwardStart(client.getInputStream(), upstream.getOutputStream()));
      threads.submit(() -> upstream.getInputStream().transferTo(client.getOutputStream()));
    }
  }

  private static Void forwardStart(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[8_192];
    int read;
    for (int total = 0; total < MAX_BYTES_READ && (read = from.read(buffer)) >= 0; total += read) {
      to.write(buffer, 0, read);
    }
    return null;
  }
}
