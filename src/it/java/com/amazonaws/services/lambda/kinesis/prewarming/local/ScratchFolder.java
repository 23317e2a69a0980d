package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder under {@code target} for the temporary files of this process. It is deleted when the JVM
 * exits. If the JVM was killed, the next process deletes it.
 */
final class ScratchFolder {

  private static final Path ALL = Path.of("target", "scratch").toAbsolutePath();

  /** The folder of this process; its name is the process ID. */
  static final Path FOLDER = create();

  private ScratchFolder() {}

  /** Creates a file in the folder. */
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
        folders.filter(folder -> !belongsToAnotherProcess(folder)).forEach(ScratchFolder::delete);
      }
      Path own = Files.createDirectory(ALL.resolve(String.valueOf(ProcessHandle.current().pid())));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(own)));
      return own;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The ID of this process may have belonged to an earlier one. */
  private static boolean belongsToAnotherProcess(Path folder) {
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
