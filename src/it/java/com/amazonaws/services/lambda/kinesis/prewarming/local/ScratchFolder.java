package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder under {@code target} for what this process needs while it lives. It is deleted when the
 * JVM ends; where that was killed, by the next that asks for one.
 */
final class ScratchFolder {

  private static final Path ALL = Path.of("target", "scratch").toAbsolutePath();

  /** This process's own folder, named after it. */
  static final Path FOLDER = create();

  private ScratchFolder() {}

  /** A new file in it. */
  static Path newFile(String prefix, String suffix) {
    try {
      return Files.createTempFile(FOLDER, prefix, suffix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path create() {
    try {
      Files.createDirectories(ALL);
      try (Stream<Path> folders = Files.list(ALL)) {
        folders.filter(folder -> !belongsToAnother(folder)).forEach(ScratchFolder::delete);
      }
      Path own = Files.createDirectory(ALL.resolve(String.valueOf(ProcessHandle.current().pid())));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(own)));
      return own;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Our own number may be that of a process long gone. */
  private static boolean belongsToAnother(Path folder) {
    long pid = Long.parseLong(folder.getFileName().toString());
    return pid != ProcessHandle.current().pid() && ProcessHandle.of(pid).isPresent();
  }

  private static void delete(Path folder) {
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
