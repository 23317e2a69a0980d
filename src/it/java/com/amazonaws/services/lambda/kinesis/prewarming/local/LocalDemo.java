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
 * The function at work on one machine: {@code mvn -Plocal verify}.
 *
 * <p>Runs the packaged jar under the real Lambda Java runtime client on a local Kinesis stream that
 * was split and merged, and shows what each shard holds afterwards. Then it shows what that does
 * for the stream's consumer, in a {@link ColdStartDemo}. Exits with 1 if an open shard has not
 * exactly one canary, or a closed one has any, or a record meets a cold environment in spite of
 * canaries.
 */
final class LocalDemo {

  private static final Path EVENT = Path.of("src", "test", "resources", "events", "schedule.json");
  private static final String ROW = "  %-22s %-7s %-40s %8s  %s";

  private LocalDemo() {}

  public static void main(String[] arguments) {
    Program.run(LocalDemo::run);
  }

  private static boolean run() throws IOException, InterruptedException {
    say("Starting a local Kinesis (kinesis-local, on Node.js)");
    try (KinesisLocal server = Program.startKinesis()) {
      TestStream stream = reshardedStream(server.client("eu-west-1"));
      say("Starting the packaged jar under the Lambda Java runtime client");
      try (LambdaRuntime function = LambdaRuntime.startAgainst(server.endpoint().toString())) {
        String event = Files.readString(EVENT);
        say("Sending it the event of a schedule:\n" + event.strip().indent(2).stripTrailing());
        show(function.invoke(event));
        return readBack(stream) && new ColdStartDemo(stream, function).play();
      }
    }
  }

  private static TestStream reshardedStream(AmazonKinesis kinesis) {
    say("Creating stream orders with 4 shards, splitting the first, merging the last two");
    TestStream stream = TestStream.create(kinesis, "orders", 4);
    List<Shard> shards = stream.open();
    stream.split(shards.get(0));
    stream.merge(shards.get(2), shards.get(3));
    return stream;
  }

  private static void show(LambdaRuntime.Answer answer) throws IOException {
    say("Its log:");
    answer.log().forEach(line -> System.out.println("  " + line));
    say("Its answer" + (answer.failed() ? ", a failure:" : ":"));
    ObjectMapper json = new ObjectMapper();
    String pretty =
        json.writerWithDefaultPrettyPrinter().writeValueAsString(json.readTree(answer.json()));
    System.out.print(pretty.indent(2));
  }

  private static boolean readBack(TestStream stream) {
    say("What each shard holds now:");
    row("shard", "state", "starting hash key", "canaries", "their text");
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
            ? "Each of the " + open + " open shards has its canary, and no closed shard has one."
            : wrong + " shards do not hold what they should: one canary if open, none if closed.");
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
