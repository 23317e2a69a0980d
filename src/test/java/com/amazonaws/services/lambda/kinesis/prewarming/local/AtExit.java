package com.amazonaws.services.lambda.kinesis.prewarming.local;

/** Ends processes with this one, also where it is interrupted. */
public final class AtExit {

  private AtExit() {}

  /** Closes the resource when the JVM ends, however often it was closed before. */
  public static <T extends AutoCloseable> T close(T resource) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> closeNow(resource)));
    return resource;
  }

  private static void closeNow(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      System.err.println("could not close " + resource + ": " + e);
    }
  }
}
