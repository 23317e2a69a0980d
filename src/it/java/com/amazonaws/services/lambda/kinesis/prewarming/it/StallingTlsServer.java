package com.amazonaws.services.lambda.kinesis.prewarming.it;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
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
  private static final String PASSWORD = "changeit";

  private final URI kinesis;
  private final Path keyStore;
  private final SSLContext tls;
  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Starts the server with a new self-signed certificate for the loopback address. */
  StallingTlsServer(URI kinesis, Path folder) throws IOException, GeneralSecurityException {
    this.kinesis = kinesis;
    keyStore = folder.resolve("certificate.p12");
    createCertificate();
    char[] password = PASSWORD.toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(keyStore.toFile(), password), password);
    tls = SSLContext.getInstance("TLSv1.3");
    tls.init(keys.getKeyManagers(), null, null);
    // For sessions of more than 7 days, Java sends no session tickets. A client that closes a
    // connection waits for data from the server, and a ticket would end that wait.
    tls.getServerSessionContext().setSessionTimeout((int) Duration.ofDays(8).toSeconds());
    server = new ServerSocket();
    server.setReceiveBufferSize(16 * 1024);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    threads.submit(this::accept);
  }

  String endpoint() {
    return "https://127.0.0.1:" + server.getLocalPort();
  }

  /** Returns the JVM options of a client that trusts the server. */
  List<String> trust() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + keyStore, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private void createCertificate() throws IOException {
    String options = "-genkeypair -alias kinesis -keyalg EC -dname CN=test -ext san=ip:127.0.0.1";
    List<Object> words = new ArrayList<>(List.of(options.split(" ")));
    words.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool"));
    words.addAll(List.of("-storepass", PASSWORD, "-keystore", keyStore));
    Command.of(words.toArray()).output();
  }

  private Void accept() throws IOException {
    while (true) {
      Socket connection = server.accept();
      Socket client = tls.getSocketFactory().createSocket(connection, (InputStream) null, true);
      Socket upstream = new Socket(kinesis.getHost(), kinesis.getPort());
      sockets.addAll(List.of(connection, upstream));
      threads.submit(() -> forward(client, upstream));
      threads.submit(() -> upstream.getInputStream().transferTo(client.getOutputStream()));
    }
  }

  private static Void forward(Socket client, Socket upstream) throws IOException {
    byte[] buffer = new byte[8_192];
    int total = 0;
    while (total < MAX_BYTES_READ) {
      int read = client.getInputStream().read(buffer);
      if (read < 0) {
        upstream.close();
        return null;
      }
      upstream.getOutputStream().write(buffer, 0, read);
      total += read;
    }
    return null;
  }
}
