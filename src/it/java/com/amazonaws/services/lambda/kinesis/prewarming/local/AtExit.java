package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Ends what this process started when it ends itself, also where it is interrupted. */
public final class AtExit {

  private static final Deque<Task> TASKS = new ConcurrentLinkedDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtExit::runAll));
  }

  /** Something to do that may fail. */
  interface Action {
    void run() throws Exception;
  }

  private record Task(String name, Action action) {}

  private AtExit() {}

  /** Closes the resource when the JVM ends, however often it was closed before. */
  public static <T extends AutoCloseable> T close(T resource) {
    run("close " + resource, resource::close);
    return resource;
  }

  /** Does this when the JVM ends, after all that was asked for later. */
  static void run(String name, Action action) {
    TASKS.push(new Task(name, action));
  }

  private static void runAll() {
    for (Task task : TASKS) {
      try {
        task.action.run();
      } catch (Exception e) {
        System.err.println("could not " + task.name + ": " + e);
      }
    }
  }
}
