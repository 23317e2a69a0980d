package com.amazonaws.services.lambda.kinesis.prewarming.lab;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.AmazonKinesisClientBuilder;
import com.amazonaws.services.kinesis.model.Record;
import com.amazonaws.services.kinesis.model.Shard;
import com.amazonaws.services.lambda.kinesis.prewarming.local.KinesisLocal;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import com.amazonaws.services.lambda.kinesis.prewarming.local.Program;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TaskRoot;
import com.amazonaws.services.lambda.kinesis.prewarming.local.TestStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares the packaged function with one PutRecord call for each shard, and with another jar of
 * the function if the first argument names one. Each handler runs in Lambda's Java runtime
 * interface client in a process of its own, against one local Kinesis, and they take turns. A run
 * after which an open shard does not have exactly one canary fails the benchmark.
 */
public final class Benchmark {

  private static final String FUNCTION = "this function";
  private static final String BASELINE = "baseline jar";
  private static final String ONE_BY_ONE = "one PutRecord per shard";
  private static final String HANDLER =
      "com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingHandler::handleRequest";

  private static final int MAX_CREATED_SHARDS = 1_000;
  private static final int WARM_UPS = 5;
  private static final int FRESH_PROCESSES = 11;
  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  /** Milliseconds of CPU time that one fresh process used. */
  private record Start(double init, double firstEvent) {}

  private final KinesisLocal kinesis;
  private final AmazonKinesis client;
  private final Map<String, Path> jars = new LinkedHashMap<>();

  private Benchmark(KinesisLocal kinesis, String baseline) {
    this.kinesis = kinesis;
    // On a busy machine, the server needs more than the default of 50 s to scale a large stream.
    client =
        AmazonKinesisClientBuilder.standard()
            .withEndpointConfiguration(
                new EndpointConfiguration(kinesis.endpoint().toString(), "eu-west-1"))
            .withCredentials(
                new AWSStaticCredentialsProvider(new BasicAWSCredentials("local", "local")))
            .withClientConfiguration(new ClientConfiguration().withSocketTimeout(600_000))
            .build();
    jars.put(FUNCTION, LambdaRuntime.packagedJar());
    if (!baseline.isEmpty()) {
      jars.put(BASELINE, Path.of(baseline).toAbsolutePath());
    }
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments none, or the path of another jar of the function
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    String baseline = arguments.length == 0 ? "" : arguments[0];
    Program.run(() -> new Benchmark(KinesisLocal.start(), baseline).run());
  }

  private boolean run() throws IOException {
    printStarts(measureStarts());
    Map<String, LambdaRuntime> runtimes = new LinkedHashMap<>();
    try {
      runtimes.put(ONE_BY_ONE, startOneByOne());
      jars.forEach((name, jar) -> runtimes.put(name, start(jar, HANDLER)));
      TestStream warmUp = stream(100, "warm-up");
      IntStream.range(0, WARM_UPS).forEach(run -> measure(runtimes, warmUp, run));
      String heads = runtimes.keySet().stream().collect(Collectors.joining(", ms | "));
      System.out.printf("%n| Open shards | %s, ms | Times faster | Spread, ms | Runs |%n", heads);
      System.out.println("|" + " ---: |".repeat(runtimes.size() + 4));
      printRow(runtimes, 4, 21);
      printRow(runtimes, 100, 15);
      printRow(runtimes, 1_000, 9);
      printRow(runtimes, 4_000, 3);
    } finally {
      runtimes.values().forEach(LambdaRuntime::close);
    }
    return true;
  }

  private LambdaRuntime start(Path jar, String handler) {
    Map<String, String> environment =
        new HashMap<>(LambdaRuntime.environmentFor(kinesis.endpoint().toString()));
    environment.put("AWS_JAVA_V1_DISABLE_DEPRECATION_ANNOUNCEMENT", "true");
    return LambdaRuntime.start(jar, handler, List.of(), environment);
  }

  /** Adds the handler to the content of the function's jar, which contains the SDK. */
  private LambdaRuntime startOneByOne() throws IOException {
    String file = OneByOneHandler.class.getName().replace('.', '/') + ".class";
    Path copy = TaskRoot.of(jars.get(FUNCTION)).resolve(file);
    Files.createDirectories(copy.getParent());
    try (InputStream content = Benchmark.class.getClassLoader().getResourceAsStream(file)) {
      Files.copy(content, copy);
    }
    return start(jars.get(FUNCTION), OneByOneHandler.class.getName() + "::handleRequest");
  }

  /** Creates a stream. With more than 1,000 open shards it also lists closed ones. */
  private TestStream stream(int openShards, String name) {
    int shards = Math.min(MAX_CREATED_SHARDS, openShards);
    TestStream stream = TestStream.create(client, name, shards);
    while (shards < openShards) {
      shards *= 2;
      stream.scaleTo(shards);
    }
    return stream;
  }

  private void printRow(Map<String, LambdaRuntime> runtimes, int shards, int runs) {
    TestStream stream = stream(shards, "open-" + shards);
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    for (int run = 0; run < runs; run++) {
      measure(runtimes, stream, run)
          .forEach((name, time) -> millis.computeIfAbsent(name, n -> new ArrayList<>()).add(time));
    }
    Map<String, LongSummaryStatistics> arrivals = arrivals(stream);
    if (arrivals.size() != runs * runtimes.size()) {
      throw new AssertionError("canaries of only these runs were found: " + arrivals.keySet());
    }
    List<Double> spreads = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      LongSummaryStatistics times = arrivals.get(FUNCTION + " " + run);
      spreads.add((double) (times.getMax() - times.getMin()));
    }
    System.out.printf(
        "| %,d | %s | %s | %s | %d |%n",
        shards,
        millis.values().stream().map(Benchmark::summary).collect(Collectors.joining(" | ")),
        number(quantile(millis.get(ONE_BY_ONE), 0.5) / quantile(millis.get(FUNCTION), 0.5)),
        number(quantile(spreads, 0.5)),
        runs);
  }

  /** Lets each handler run once, and returns the milliseconds by handler. */
  private static Map<String, Double> measure(
      Map<String, LambdaRuntime> runtimes, TestStream stream, int run) {
    Map<String, Double> millis = new LinkedHashMap<>();
    runtimes.forEach(
        (name, runtime) -> millis.put(name, invoke(runtime, stream, name + " " + run)));
    return millis;
  }

  private static double invoke(LambdaRuntime runtime, TestStream stream, String canary) {
    String event =
        "{\"streamName\": \"%s\", \"regionName\": \"eu-west-1\", \"messagePrototype\": \"%s\"}";
    LambdaRuntime.Result result = runtime.invoke(event.formatted(stream.name(), canary), TIMEOUT);
    if (result.failed()) {
      throw new AssertionError(result.json());
    }
    return result.elapsed().toNanos() / 1e6;
  }

  /**
   * Reads the arrival times of the canaries of each run.
   *
   * @throws AssertionError if a run did not write exactly one canary into each open shard
   */
  private static Map<String, LongSummaryStatistics> arrivals(TestStream stream) {
    Map<String, LongSummaryStatistics> times = new HashMap<>();
    List<Shard> open = stream.open();
    for (Shard shard : open) {
      Set<String> runs = new HashSet<>();
      for (Record canary : stream.records(shard.getShardId())) {
        String run = StandardCharsets.UTF_8.decode(canary.getData()).toString();
        if (!runs.add(run)) {
          throw new AssertionError(shard.getShardId() + " contains two canaries of " + run);
        }
        times
            .computeIfAbsent(run, r -> new LongSummaryStatistics())
            .accept(canary.getApproximateArrivalTimestamp().getTime());
      }
    }
    times.forEach(
        (run, statistics) -> {
          if (statistics.getCount() != open.size()) {
            throw new AssertionError(run + " wrote only " + statistics.getCount() + " canaries");
          }
        });
    return times;
  }

  private Map<String, List<Start>> measureStarts() {
    TestStream stream = stream(4, "fresh");
    Map<String, List<Start>> starts = new LinkedHashMap<>();
    for (int i = 0; i < FRESH_PROCESSES; i++) {
      jars.forEach(
          (name, jar) -> {
            try (LambdaRuntime runtime = start(jar, HANDLER)) {
              double init = cpuMillis(runtime);
              invoke(runtime, stream, name);
              Start start = new Start(init, cpuMillis(runtime) - init);
              starts.computeIfAbsent(name, n -> new ArrayList<>()).add(start);
            }
          });
    }
    return starts;
  }

  private static double cpuMillis(LambdaRuntime runtime) {
    return runtime.process().info().totalCpuDuration().orElseThrow().toMillis();
  }

  private static void printStarts(Map<String, List<Start>> starts) {
    System.out.println("\n| Jar | Init, CPU ms | First event, CPU ms | Processes |");
    System.out.println("| --- | ---: | ---: | ---: |");
    starts.forEach(
        (name, all) ->
            System.out.printf(
                "| %s | %s | %s | %d |%n",
                name,
                summary(all.stream().map(Start::init).toList()),
                summary(all.stream().map(Start::firstEvent).toList()),
                all.size()));
  }

  /** Returns the median and, in parentheses, the quartiles. */
  private static String summary(List<Double> values) {
    String[] parts = new String[3];
    for (int i = 0; i < 3; i++) {
      parts[i] = number(quantile(values, (i + 1) / 4.0));
    }
    return "%s (%s to %s)".formatted(parts[1], parts[0], parts[2]);
  }

  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    double place = share * (sorted.size() - 1);
    double below = sorted.get((int) place);
    return below + (place - (int) place) * (sorted.get((int) Math.ceil(place)) - below);
  }

  private static String number(double value) {
    return (value < 10 && value != Math.rint(value) ? "%,.1f" : "%,.0f").formatted(value);
  }
}
