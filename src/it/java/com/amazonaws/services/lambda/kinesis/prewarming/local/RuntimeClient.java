package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Builds the command that starts the Lambda Java runtime interface client. */
final class RuntimeClient {

  private static final String MAIN_CLASS =
      "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private static final String LIBRARY_PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
  private static final List<String> LIBRARY_OPTIONS = libraryOptions();

  private RuntimeClient() {}

  /**
   * Returns the command for a handler, without any AWS or proxy variables in its environment. The
   * caller adds the address of the Runtime API. The client ends when the Runtime API ends.
   */
  static ProcessBuilder command(List<String> jvmOptions, String handler) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The same options as in Lambda.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(LIBRARY_OPTIONS);
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath(), MAIN_CLASS, handler));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Command.removeProxy(builder);
    return builder;
  }

  /** Returns only the client's jars: the function's classes are in the task root. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.matches(".*(aws-lambda-java-(core|runtime|serial)|utils-lite).*"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Returns JVM options that load the native library from a copy of this process. By default, each
   * client unpacks the library to the same path, and two that start together overwrite it.
   */
  private static List<String> libraryOptions() {
    String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch_64";
    String name = "/jni/libaws-lambda-jni.linux-" + architecture + ".so";
    try (InputStream library = RuntimeClient.class.getResourceAsStream(name)) {
      Path copy = ScratchFolder.newFile("runtime-client-", ".so");
      Files.write(copy, library.readAllBytes());
      return List.of("-D" + LIBRARY_PROPERTY + "=" + copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
