package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.regions.RegionMetadata;
import com.amazonaws.regions.RegionUtils;
import com.amazonaws.retry.PredefinedRetryPolicies;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.AmazonKinesisClientBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One Kinesis client for each region, kept for the life of the environment, with credentials from
 * the SDK's default chain.
 *
 * <p>{@code AWS_ENDPOINT_URL_KINESIS}, else {@code AWS_ENDPOINT_URL}, points all of them elsewhere,
 * unless {@code AWS_IGNORE_CONFIGURED_ENDPOINT_URLS} is true.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">
 *     Service-specific endpoints</a>
 */
final class KinesisClients implements Function<String, AmazonKinesis> {

  static {
    // SDK v1 greets each start with a warning and a stack trace; its end of support is known.
    System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
    // It formats times in UTC alone: no table of time zones to read, and none in the jar.
    System.setProperty("org.joda.time.DateTimeZone.Provider", "org.joda.time.tz.UTCProvider");
    // The SDK would read every region's data to guess what the endpoint below says already.
    RegionUtils.initializeWithMetadata(new RegionMetadata(List.of()));
  }

  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s/?#]+(/\\S*)?");

  private final Map<String, AmazonKinesis> byRegion = new ConcurrentHashMap<>();
  private final Map<String, String> environment;

  KinesisClients(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The region's client.
   *
   * @param regionName checked already, as it becomes part of a host name
   * @throws IllegalStateException if the endpoint that the environment names is no HTTP address
   */
  @Override
  public AmazonKinesis apply(String regionName) {
    return byRegion.computeIfAbsent(regionName, this::newClient);
  }

  private AmazonKinesis newClient(String regionName) {
    AmazonKinesisClientBuilder builder =
        AmazonKinesisClientBuilder.standard().withClientConfiguration(configuration());
    String configured = configuredEndpoint();
    String endpoint = configured.isEmpty() ? KinesisEndpoint.of(regionName) : configured;
    return builder
        .withEndpointConfiguration(new EndpointConfiguration(endpoint, regionName))
        .build();
  }

  private static ClientConfiguration configuration() {
    return new ClientConfiguration()
        // StreamCalls retries, and knows the deadline.
        .withRetryPolicy(PredefinedRetryPolicies.NO_RETRY_POLICY)
        .withConnectionTimeout((int) Deadline.LONGEST_ATTEMPT.toMillis())
        .withSocketTimeout((int) Deadline.LONGEST_ATTEMPT.toMillis())
        .withMaxConnections(Burst.MOST_THREADS)
        // A frozen environment reaps nothing; a stale connection is checked before its next use.
        .withReaper(false)
        .withCacheResponseMetadata(false);
  }

  private String configuredEndpoint() {
    if ("true".equalsIgnoreCase(environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))) {
      return "";
    }
    String general = setting("AWS_ENDPOINT_URL", "");
    return setting("AWS_ENDPOINT_URL_KINESIS", general);
  }

  private String setting(String name, String otherwise) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      return otherwise;
    }
    if (!ADDRESS.matcher(value).matches()) {
      throw new IllegalStateException(name + " must be an http or https address, and is " + value);
    }
    return value;
  }
}
