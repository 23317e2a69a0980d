package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The names that a JVM under test finds, and no others: Java reads the file at every look-up. */
public final class HostsFile {

  private final Path file = Scratch.newFile("hosts-", "");

  /** What makes a JVM use it, each time anew. */
  public List<String> jvmOptions() {
    return List.of("-Djdk.net.hosts.file=" + file, "-Dsun.net.inetaddr.ttl=0");
  }

  /** Gives one host these addresses, and all others none. */
  public HostsFile set(String host, String... addresses) {
    try {
      Files.write(file, Arrays.stream(addresses).map(address -> address + " " + host).toList());
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
