package com.amazonaws.services.lambda.kinesis.prewarming.consumers;

import com.amazonaws.services.lambda.kinesis.prewarming.local.Command;
import com.amazonaws.services.lambda.kinesis.prewarming.local.JsonText;
import com.amazonaws.services.lambda.kinesis.prewarming.local.RequiredTool;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The languages of the example consumers, and how each runs on a Kinesis event. Where a language is
 * not at hand, the test that asked is skipped and says so; in CI it fails.
 */
enum ConsumerLanguage {
  /** In this process, with the event read as the Lambda runtime reads it. */
  JAVA {
    @Override
    Run run(Path event, String canaryText) throws IOException {
      KinesisEvent batch =
          LambdaEventSerializers.serializerFor(
                  KinesisEvent.class, KinesisEvent.class.getClassLoader())
              .fromJson(Files.readString(event));
      return new RecordingConsumer().run(batch, canaryText);
    }
  },

  /** By {@code python3}. */
  PYTHON {
    @Override
    Run run(Path event, String canaryText) throws IOException {
      RequiredTool.need("python3", "the consumer in Python");
      return result(
          Command.of("python3", "-B", FILES.resolve("runners/run_consumer.py"), event), canaryText);
    }
  },

  /** By {@code node}. */
  NODE {
    @Override
    Run run(Path event, String canaryText) throws IOException {
      RequiredTool.need("node", "the consumer in Node");
      return result(
          Command.of("node", FILES.resolve("runners/run-consumer.mjs"), event), canaryText);
    }
  },

  /** Compiled by Mono's {@code mcs} against stubs of the Lambda types, and run by {@code mono}. */
  DOTNET {
    @Override
    Run run(Path event, String canaryText) throws IOException {
      RequiredTool.need("mcs", "the consumer in .NET");
      RequiredTool.need("mono", "the consumer in .NET");
      return result(
          Command.of("mono", DotnetProgram.COMPILED).input(recordLines(event)), canaryText);
    }
  };

  private static final Path FILES = Path.of("src/it/consumers");

  /**
   * What a consumer did with one batch.
   *
   * @param failures the sequence numbers in its partial-batch answer
   * @param heldSeconds for how long it held the batch
   * @param byText the sequence numbers of the records that carry the canaries' text
   * @param output what it printed while it worked
   */
  record Run(List<String> failures, double heldSeconds, List<String> byText, String output) {}

  /**
   * Runs this language's consumer on an event file, with this text as the canaries' known text.
   *
   * @throws IOException if a file or a process cannot be read
   */
  abstract Run run(Path event, String canaryText) throws IOException;

  /** By a runner whose last line is the result in JSON. */
  private static Run result(Command runner, String canaryText) throws IOException {
    String output = runner.with("CANARY_TEXT", canaryText).output();
    JsonNode result = JsonText.read(output.strip().replaceAll("(?s).*\\n", ""));
    return new Run(
        texts(result.at("/answer/batchItemFailures"), "/itemIdentifier"),
        result.required("heldSeconds").asDouble(),
        texts(result.required("byText"), ""),
        output);
  }

  private static List<String> texts(JsonNode array, String pointer) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(item -> item.at(pointer).textValue())
        .toList();
  }

  private static String recordLines(Path event) throws IOException {
    JsonNode records = JsonText.read(Files.readString(event)).required("Records");
    return StreamSupport.stream(records.spliterator(), false)
        .map(record -> record.required("kinesis"))
        .map(ConsumerLanguage::recordLine)
        .collect(Collectors.joining());
  }

  private static String recordLine(JsonNode kinesis) {
    return "%s\t%s\t%s\t%d\n"
        .formatted(
            kinesis.required("partitionKey").textValue(),
            kinesis.required("sequenceNumber").textValue(),
            kinesis.required("data").textValue(),
            kinesis.required("approximateArrivalTimestamp").longValue());
  }

  /** The .NET example, compiled once for all tests. */
  private static final class DotnetProgram {
    static final Path COMPILED = compile();

    private static Path compile() {
      Path program = Path.of("target/consumers/RunConsumer.exe");
      try {
        Files.createDirectories(program.getParent());
        Command.of(
                "mcs",
                "-warnaserror",
                "-out:" + program,
                FILES.resolve("dotnet/Consumer.cs"),
                FILES.resolve("runners/RunConsumer.cs"),
                FILES.resolve("runners/AmazonLambda.cs"))
            .output();
        return program;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
