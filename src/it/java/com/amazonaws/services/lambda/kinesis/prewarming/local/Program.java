package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.util.concurrent.Callable;

/** Runs a program of this project, which ends when the process that started it ends. */
public final class Program {

  private Program() {}

  /**
   * Runs the program and exits with 1 if it failed; does not return.
   *
   * @param body returns whether the program succeeded
   */
  public static void run(Callable<Boolean> body) {
    ProcessHandle.current().parent().ifPresent(p -> p.onExit().thenRun(() -> System.exit(130)));
    try {
      System.exit(body.call() ? 0 : 1);
    } catch (IllegalStateException | AssertionError e) {
      fail(e.getMessage());
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  /** Starts a local Kinesis. If it ends early, the program fails. */
  public static KinesisLocal startKinesis() {
    KinesisLocal server = KinesisLocal.start();
    server.onUnexpectedEnd(Program::fail);
    return server;
  }

  /** Prints the first reason only: a second thread that fails waits here for the exit. */
  private static synchronized void fail(String reason) {
    System.out.println("\n" + reason);
    System.exit(1);
  }
}
