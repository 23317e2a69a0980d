package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Installs the pinned version of kinesis-local from npm under {@code target}. */
final class KinesisLocalPackage {

  static final String NODE_REQUIRED =
      "A local Kinesis needs Node.js 18 or newer and npm; on Debian, run: apt install nodejs npm";

  private static final Path SOURCE = Path.of("src", "it", "kinesis-local").toAbsolutePath();
  private static final Path HOME = Path.of("target", "kinesis-local").toAbsolutePath();
  private static final String LOCK = "package-lock.json";

  /** Exists only after a complete installation, because npm first deletes node_modules. */
  private static final Path INSTALLED = HOME.resolve("node_modules/installed-" + LOCK);

  private KinesisLocalPackage() {}

  /** Returns the command that runs the server. */
  static ProcessBuilder server() {
    install();
    Path preload = SOURCE.resolve("preload.cjs");
    return new ProcessBuilder("node", "--require", preload.toString(), "main.js")
        .directory(HOME.resolve("node_modules/kinesis-local").toFile());
  }

  private static synchronized void install() {
    try {
      if (!isInstalled()) {
        requireNode();
        Files.createDirectories(HOME);
        for (String file : List.of("package.json", LOCK)) {
          Files.copy(SOURCE.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Command.of("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error").in(HOME).output();
        Files.copy(HOME.resolve(LOCK), INSTALLED);
      }
    } catch (IOException e) {
      throw new IllegalStateException("kinesis-local was not installed: " + e.getMessage(), e);
    }
  }

  private static boolean isInstalled() throws IOException {
    return Files.exists(INSTALLED) && Files.mismatch(SOURCE.resolve(LOCK), INSTALLED) == -1;
  }

  private static void requireNode() {
    try {
      String version = Command.of("node", "--version").output().strip();
      Command.of("npm", "--version").output();
      if (Integer.parseInt(version.replaceAll("^v|\\..*$", "")) < 18) {
        throw new IllegalStateException(NODE_REQUIRED + " (found " + version + ")");
      }
    } catch (IOException | NumberFormatException e) {
      throw new IllegalStateException(NODE_REQUIRED, e);
    }
  }
}
