package com.amazonaws.services.lambda.kinesis.prewarming.local;

import java.util.concurrent.Callable;

/** A program of ours: it ends with the process that started it, and with 1 where it fails. */
public final class Program {

  private Program() {}

  /** Runs the whole of it, which says whether all was as it should be; does not return. */
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

  /** A local Kinesis whose end is the program's end too. */
  public static KinesisLocal startKinesis() {
    KinesisLocal server = KinesisLocal.start();
    server.onUnexpectedEnd(Program::fail);
    return server;
  }

  /** Says why but once: whoever comes second waits here for the end. */
  private static synchronized void fail(String why) {
    System.out.println("\n" + why);
    System.exit(1);
  }
}
