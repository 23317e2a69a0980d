package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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

  /**
   * A new folder with these classes and their nested ones, and the libraries whose names begin so.
   */
  static Path of(List<Class<?>> classes, List<String> libraries) {
    try {
      Path root = Files.createTempDirectory(ScratchFolder.FOLDER, "task-");
      for (Class<?> each : classes) {
        copyClass(each, root);
      }
      Path lib = Files.createDirectory(root.resolve("lib"));
      for (Path jar : jars(libraries)) {
        Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar);
      }
      return root;
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copyClass(Class<?> copied, Path root) throws IOException, URISyntaxException {
    Path from = Path.of(copied.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path folder = Path.of(copied.getPackageName().replace('.', '/'));
    Files.createDirectories(root.resolve(folder));
    String files = copied.getSimpleName() + "{,$*}.class";
    try (DirectoryStream<Path> found = Files.newDirectoryStream(from.resolve(folder), files)) {
      for (Path file : found) {
        Files.copy(file, root.resolve(folder).resolve(file.getFileName()));
      }
    }
  }

  private static List<Path> jars(List<String> names) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(jar -> names.stream().anyMatch(jar.getFileName().toString()::startsWith))
        .toList();
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
