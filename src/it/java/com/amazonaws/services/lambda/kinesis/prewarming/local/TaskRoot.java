package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Creates folders that contain a function's code, as {@code /var/task} does in Lambda. */
public final class TaskRoot {

  private static final Map<Path, Path> UNPACKED = new ConcurrentHashMap<>();

  private TaskRoot() {}

  /** Returns a folder with the content of a jar, which is unpacked once. */
  public static Path of(Path jar) {
    return UNPACKED.computeIfAbsent(jar, TaskRoot::unpack);
  }

  /**
   * Returns a folder with a handler and its libraries, all of which are on the class path.
   *
   * @param libraries the first parts of the names of the libraries
   */
  static Path of(Class<?> handler, String... libraries) {
    try {
      Path root = Files.createTempDirectory(ScratchFolder.FOLDER, "task-");
      URI classes = URI.create(handler.getProtectionDomain().getCodeSource().getLocation() + "");
      Files.createSymbolicLink(root.resolve("com"), Path.of(classes).resolve("com"));
      Path lib = Files.createDirectory(root.resolve("lib"));
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        Path jar = Path.of(entry);
        if (Stream.of(libraries).anyMatch(jar.getFileName().toString()::startsWith)) {
          Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar);
        }
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path unpack(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Path root = Files.createTempDirectory(ScratchFolder.FOLDER, "task-");
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
