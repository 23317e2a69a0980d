package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Unpacks a function's jar into a folder, as Lambda does into {@code /var/task}. */
public final class TaskRoot {

  private static final Map<Path, Path> UNPACKED = new ConcurrentHashMap<>();

  private TaskRoot() {}

  /** The folder with the jar's content, unpacked once. */
  public static Path of(Path jar) {
    return UNPACKED.computeIfAbsent(jar, TaskRoot::unpack);
  }

  private static Path unpack(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Path root = Files.createTempDirectory(Scratch.FOLDER, "task-");
      for (ZipEntry entry : zip.stream().filter(e -> !e.isDirectory()).toList()) {
        Path file = root.resolve(entry.getName()).normalize();
        Files.createDirectories(file.getParent());
        Files.copy(zip.getInputStream(entry), file);
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
