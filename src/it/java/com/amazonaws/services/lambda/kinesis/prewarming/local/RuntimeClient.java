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

/** What it takes to start Lambda's Java runtime interface client, found on our own class path. */
final class RuntimeClient {

  private static final String MAIN_CLASS =
      "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  private static final String LIBRARY_PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
  private static final List<String> LIBRARY_OPTIONS = libraryOptions();

  private RuntimeClient() {}

  /**
   * The command that starts it for a handler, with nothing of AWS's in its environment. It lacks
   * the address of a Runtime API; when that goes away, the client ends by itself.
   */
  static ProcessBuilder command(List<String> jvmOptions, String handler) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As Lambda starts it: one collector thread, and the quick compiler alone.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(LIBRARY_OPTIONS);
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath(), MAIN_CLASS, handler));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder;
  }

  /** Its jars and no others: the function's classes come from the task root. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.matches(".*(aws-lambda-java-(core|runtime|serial)|utils-lite).*"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * JVM options that give each process of ours its own copy of the native library: left to itself,
   * each start unpacks it to one fixed path, and two starts at a time would ruin it for each other.
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
