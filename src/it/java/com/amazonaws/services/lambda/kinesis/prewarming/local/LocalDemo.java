package com.amazonaws.services.lambda.kinesis.prewarming.local;

import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.model.Record;
import com.amazonaws.services.kinesis.model.Shard;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Shows the function on one machine: {@code mvn -Plocal verify}.
 *
 * <p>Runs the packaged jar in the Lambda Java runtime interface client on a local Kinesis stream
 * that was split and merged, and prints the content of each shard. Then a {@link ColdStartDemo}
 * shows what canaries do for a consumer. Exits with 1 if an open shard does not contain exactly one
 * canary, a closed shard contains one, or a record meets a cold start despite canaries.
 */
final class LocalDemo {

  private static final Path EVENT = Path.of("src", "test", "resources", "events", "schedule.json");
  private static final String ROW = "  %-22s %-7s %-40s %8s  %s";

  private LocalDemo() {}

  public static void main(String[] arguments) {
    Program.run(LocalDemo::run);
  }

  private static boolean run() throws IOException, InterruptedException {
    say("Starting a local Kinesis server (kinesis-local, in Node.js)");
    try (KinesisLocal server = Program.startKinesis()) {
      TestStream stream = reshardedStream(server.client("eu-west-1"));
      say("Starting the packaged jar in the Lambda Java runtime interface client");
      try (LambdaRuntime function = LambdaRuntime.startAgainst(server.endpoint().toString())) {
        String event = Files.readString(EVENT);
        say(
            "Invoking the function with the event of its schedule:\n"
                + event.strip().indent(2).stripTrailing());
        show(function.invoke(event));
        return readBack(stream) && new ColdStartDemo(stream, function).run();
      }
    }
  }

  private static TestStream reshardedStream(AmazonKinesis kinesis) {
    say(
        "Creating the stream orders with 4 shards, splitting the first shard, and merging the last"
            + " two");
    TestStream stream = TestStream.create(kinesis, "orders", 4);
    List<Shard> shards = stream.open();
    stream.split(shards.get(0));
    stream.merge(shards.get(2), shards.get(3));
    return stream;
  }

  private static void show(LambdaRuntime.Result result) throws IOException {
    say("The function's log:");
    result.log().forEach(line -> System.out.println("  " + line));
    say(result.failed() ? "The function failed:" : "The function's response:");
    ObjectMapper json = new ObjectMapper();
    String pretty =
        json.writerWithDefaultPrettyPrinter().writeValueAsString(json.readTree(result.json()));
    System.out.print(pretty.indent(2));
  }

  private static boolean readBack(TestStream stream) {
    say("The content of each shard:");
    row("shard", "state", "starting hash key", "canaries", "data");
    int wrong = 0;
    int open = 0;
    for (Shard shard : stream.shards()) {
      List<Record> records = stream.records(shard.getShardId());
      boolean isOpen = TestStream.isOpen(shard);
      row(
          shard.getShardId(),
          isOpen ? "open" : "closed",
          shard.getHashKeyRange().getStartingHashKey(),
          records.size(),
          records.stream().map(LocalDemo::text).collect(Collectors.joining(", ")));
      open += isOpen ? 1 : 0;
      wrong += records.size() == (isOpen ? 1 : 0) ? 0 : 1;
    }
    say(
        wrong == 0
            ? "Each of the "
                + open
                + " open shards contains one canary. The closed shards are empty."
            : wrong
                + " shards are wrong: an open shard must contain one canary, a closed one none.");
    return wrong == 0;
  }

  private static void row(Object... cells) {
    System.out.println(ROW.formatted(cells).stripTrailing());
  }

  private static String text(Record canary) {
    return StandardCharsets.UTF_8.decode(canary.getData()).toString();
  }

  private static void say(String line) {
    System.out.println("\n" + line);
  }
}
