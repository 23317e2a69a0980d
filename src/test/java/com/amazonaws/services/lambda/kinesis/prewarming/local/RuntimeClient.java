package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What it takes to start Lambda's Java runtime interface client, found on our own class path. */
final class RuntimeClient {

  static final String MAIN_CLASS = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private static final String LIBRARY_PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
  private static final List<String> LIBRARY_OPTIONS = libraryOptions();

  private RuntimeClient() {}

  /** Its jars and no others: the function's classes come from the task root. */
  static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.matches(".*(aws-lambda-java-(core|runtime|serial)|utils-lite).*"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * JVM options that give each build its own copy of the native library: left to itself, each start
   * unpacks it to one fixed path, and two starts at a time would ruin it for each other.
   */
  static List<String> options() {
    return LIBRARY_OPTIONS;
  }

  private static List<String> libraryOptions() {
    String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch_64";
    String name = "/jni/libaws-lambda-jni.linux-" + architecture + ".so";
    try (InputStream library = RuntimeClient.class.getResourceAsStream(name)) {
      Path copy =
          Files.createTempFile(Path.of("target").toAbsolutePath(), "runtime-client-", ".so");
      Files.write(copy, library.readAllBytes());
      return List.of("-D" + LIBRARY_PROPERTY + "=" + copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
