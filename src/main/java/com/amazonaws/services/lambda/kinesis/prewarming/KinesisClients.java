package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.regions.RegionMetadata;
import com.amazonaws.regions.RegionUtils;
import com.amazonaws.retry.PredefinedRetryPolicies;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.AmazonKinesisClientBuilder;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * One Kinesis client for each region, kept for the life of the environment, with credentials from
 * the SDK's default chain.
 */
final class KinesisClients {

  static {
    // SDK v1 greets each start with a warning and a stack trace; its end of support is known.
    System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
    // It formats times in UTC alone: no table of time zones to read, and none in the jar.
    System.setProperty("org.joda.time.DateTimeZone.Provider", "org.joda.time.tz.UTCProvider");
    // The SDK would read every region's data to guess what the endpoint below says already.
    RegionUtils.initializeWithMetadata(new RegionMetadata(List.of()));
    // Java would remember for 10 seconds that a name was not found.
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
  }

  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
  private static final long MAX_IDLE_MILLIS = 30_000;

  private final Map<String, RegionalKinesis> byRegion = new ConcurrentHashMap<>();
  private final KinesisEndpoint endpoint;
  private final BiFunction<String, String, AmazonKinesis> newClient;

  /** Clients of the addresses that the endpoint gives for their regions. */
  KinesisClients(KinesisEndpoint endpoint) {
    this(endpoint, KinesisClients::newClient);
  }

  /** The same, each made from its region and its address. */
  KinesisClients(KinesisEndpoint endpoint, BiFunction<String, String, AmazonKinesis> newClient) {
    this.endpoint = endpoint;
    this.newClient = newClient;
  }

  /**
   * Makes the client of the function's own region, which has a Kinesis for certain.
   *
   * @param regionName Lambda's {@code AWS_REGION}; nothing is made of what is no region, or null
   */
  void prepare(String regionName) {
    if (PrewarmRequest.isRegion(regionName) && endpoint.isInEachRegion()) {
      forRegion(regionName).confirm();
    }
  }

  /** Calls to the stream that a request names, through the client of its region. */
  StreamCalls callsTo(PrewarmRequest request, Deadline deadline, RunLog log) {
    return new StreamCalls(forRegion(request.regionName()), request, deadline, log);
  }

  /**
   * The region's Kinesis.
   *
   * @param regionName checked already, as it becomes part of a host name
   */
  RegionalKinesis forRegion(String regionName) {
    return byRegion.computeIfAbsent(
        regionName, r -> new RegionalKinesis(newClient.apply(r, endpoint.in(r))));
  }

  private static AmazonKinesis newClient(String regionName, String endpoint) {
    return AmazonKinesisClientBuilder.standard()
        .withClientConfiguration(configuration())
        .withEndpointConfiguration(new EndpointConfiguration(endpoint, regionName))
        .build();
  }

  private static ClientConfiguration configuration() {
    return new ClientConfiguration()
        // StreamCalls retries, and knows the deadline.
        .withRetryPolicy(PredefinedRetryPolicies.NO_RETRY_POLICY)
        // The attempt goes on to the host's next address after that: a zone may be gone.
        .withConnectionTimeout(CONNECT_TIMEOUT_MILLIS)
        .withSocketTimeout((int) Deadline.MAX_ATTEMPT.toMillis())
        // The keep-alive that the SDK gives a connection. When the pool is next asked for one, it
        // closes those past it, which a firewall or NAT may have forgotten without a word; its
        // check of idle ones sees only what the other side has closed.
        .withConnectionMaxIdleMillis(MAX_IDLE_MILLIS)
        // Its thread would be frozen between two invocations.
        .withReaper(false)
        .withCacheResponseMetadata(false);
  }
}
