package com.amazonaws.services.lambda.kinesis.prewarming.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A program to run to its end, with text in and text out. */
public final class Command {

  private final ProcessBuilder builder;
  private String input = "";

  private Command(ProcessBuilder builder) {
    this.builder = builder;
  }

  /** A program on the PATH and its arguments, each in its own words. */
  public static Command of(Object... words) {
    return new Command(new ProcessBuilder(Arrays.stream(words).map(Object::toString).toList()));
  }

  /** The same with a variable in its environment. */
  public Command with(String variable, String value) {
    builder.environment().put(variable, value);
    return this;
  }

  /** The same in that folder. */
  Command in(Path folder) {
    builder.directory(folder.toFile());
    return this;
  }

  /** The same with this text on its standard input, which it has to fit into a pipe at once. */
  public Command input(String text) {
    input = text;
    return this;
  }

  /** Whether the program is there and ends well. */
  public boolean works() {
    try {
      output();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Runs it and gives what it wrote to its standard output.
   *
   * @throws IOException if it is not there or ends with another code than 0; the message then holds
   *     what it wrote to its standard error
   */
  public String output() throws IOException {
    Path errors = Files.createTempFile("command", ".err");
    try {
      Process process = builder.redirectError(errors.toFile()).start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(UTF_8));
      }
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
