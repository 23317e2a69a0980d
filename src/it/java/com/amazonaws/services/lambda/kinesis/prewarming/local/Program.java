package com.amazonaws.services.lambda.kinesis.prewarming.local;

/** A program of ours: it ends with the process that started it, and with 1 where it fails. */
public final class Program {

  /** What it does, and whether all was as it should be. */
  public interface Body {
    boolean run() throws Exception;
  }

  private Program() {}

  /** Runs the whole of it; does not return. */
  public static void run(Body body) {
    ProcessHandle.current().parent().ifPresent(p -> p.onExit().thenRun(() -> System.exit(130)));
    boolean succeeded = false;
    try {
      succeeded = body.run();
    } catch (IllegalStateException | AssertionError e) {
      System.out.println("\n" + e.getMessage());
    } catch (Exception e) {
      e.printStackTrace();
    } finally {
      System.exit(succeeded ? 0 : 1);
    }
  }

  /** A local Kinesis whose end is the program's end too. */
  public static KinesisLocal startKinesis() {
    KinesisLocal server = KinesisLocal.start();
    server.onUnexpectedEnd(
        lastWords -> {
          System.out.println("\n" + lastWords);
          System.exit(1);
        });
    return server;
  }
}
