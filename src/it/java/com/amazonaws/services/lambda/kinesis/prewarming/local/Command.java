package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs a program until it ends. */
public final class Command {

  private final ProcessBuilder builder;

  private Command(ProcessBuilder builder) {
    this.builder = builder;
  }

  /** Creates a command from the name of a program on the PATH and its arguments. */
  public static Command of(Object... words) {
    return new Command(new ProcessBuilder(Arrays.stream(words).map(Object::toString).toList()));
  }

  /** Removes the proxy variables, so that the program reaches local servers directly. */
  public Command withoutProxy() {
    removeProxy(builder);
    return this;
  }

  /** Sets the working directory. */
  Command in(Path folder) {
    builder.directory(folder.toFile());
    return this;
  }

  /**
   * Runs the program and returns its standard output.
   *
   * @throws IOException if the program does not exist or fails; the message contains its output
   */
  public String output() throws IOException {
    Path errors = Files.createTempFile("command", ".err");
    try {
      Process process = builder.redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int code = waitFor(process);
      if (code != 0) {
        throw new IOException(
            "%s ended with %d: %s%s"
                .formatted(builder.command(), code, output, Files.readString(errors)));
      }
      return output;
    } finally {
      Files.delete(errors);
    }
  }

  /** Removes the variables by which programs choose a proxy, in both cases. */
  static void removeProxy(ProcessBuilder builder) {
    builder.environment().keySet().removeIf(name -> name.matches("(?i)(https?|all|no)_proxy"));
  }

  private static int waitFor(Process process) throws InterruptedIOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a program ran");
    }
  }
}
