package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.SDKGlobalTime;
import com.amazonaws.SystemDefaultDnsResolver;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.handlers.HandlerBeforeAttemptContext;
import com.amazonaws.handlers.HandlerContextKey;
import com.amazonaws.handlers.RequestHandler2;
import com.amazonaws.regions.RegionMetadata;
import com.amazonaws.regions.RegionUtils;
import com.amazonaws.retry.PredefinedRetryPolicies;
import com.amazonaws.retry.RetryMode;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.AmazonKinesisClientBuilder;
import com.amazonaws.services.lambda.kinesis.prewarming.KinesisResponses.MalformedResponseException;
import java.net.URI;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Creates one Kinesis client per Region, and keeps it until the execution environment ends. The
 * clients get their credentials from the default provider chain of the SDK.
 */
final class KinesisClients {

  static {
    // Otherwise SDK v1 logs a warning about its end of support, with a stack trace, at each start.
    System.setProperty("aws.java.v1.disableDeprecationAnnouncement", "true");
    // The SDK formats times only in UTC, so the jar contains no time zones.
    System.setProperty("org.joda.time.DateTimeZone.Provider", "org.joda.time.tz.UTCProvider");
    // Otherwise the SDK reads the metadata of all Regions to derive the Region, which is known.
    RegionUtils.initializeWithMetadata(new RegionMetadata(List.of()));
    // Otherwise Java caches for 10 seconds that a host name was not found.
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
  }

  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
  private static final long MAX_IDLE_MILLIS = 30_000;

  private final Map<String, AmazonKinesis> byRegion = new ConcurrentHashMap<>();
  private final KinesisEndpoint endpoint;
  private final BiFunction<String, String, AmazonKinesis> newClient;

  /** Creates clients for the endpoint and the proxy that these environment variables configure. */
  static KinesisClients from(Map<String, String> environment) {
    ProxySettings proxy = new ProxySettings(environment);
    return new KinesisClients(
        KinesisEndpoint.from(environment), (region, url) -> newClient(region, url, proxy));
  }

  /** Creates clients with a factory that takes a Region name and an endpoint URL. */
  KinesisClients(KinesisEndpoint endpoint, BiFunction<String, String, AmazonKinesis> newClient) {
    this.endpoint = endpoint;
    this.newClient = newClient;
  }

  /**
   * Returns the client for a Region.
   *
   * @param regionName a validated name, because it becomes a part of the host name
   */
  AmazonKinesis forRegion(String regionName) {
    return byRegion.computeIfAbsent(regionName, r -> newClient.apply(r, endpoint.in(r)));
  }

  /**
   * Discards the clients and the clock offset of the SDK after an unexpected failure, so that
   * {@link #forRegion} creates a new client. The SDK corrects its clock by this offset, and with
   * some offsets, it fails before it sends a request.
   */
  void reset() {
    byRegion.clear();
    SDKGlobalTime.setGlobalTimeOffset(0);
  }

  private static AmazonKinesis newClient(String regionName, String url, ProxySettings proxy) {
    ClientConfiguration configuration = configuration();
    proxy.applyTo(configuration, URI.create(url));
    return AmazonKinesisClientBuilder.standard()
        .withClientConfiguration(configuration)
        .withEndpointConfiguration(new EndpointConfiguration(url, regionName))
        .withRequestHandlers(new RedirectRejector())
        .build();
  }

  private static ClientConfiguration configuration() {
    return new ClientConfiguration()
        // StreamCalls retries within the deadline. In the adaptive retry mode, the SDK would also
        // delay calls by itself.
        .withRetryPolicy(PredefinedRetryPolicies.NO_RETRY_POLICY)
        .withRetryMode(RetryMode.LEGACY)
        // After this time, an attempt continues with the next IP address of the host. An attempt
        // takes up to 10 s, so it succeeds even if nine addresses do not respond.
        .withConnectionTimeout(CONNECT_TIMEOUT_MILLIS)
        // Each attempt has its own time limit. A socket timeout would extend it, because closing a
        // TLS connection whose peer has stopped reading waits for the socket timeout.
        .withSocketTimeout(0)
        .withDnsResolver(new HostResolver(new SystemDefaultDnsResolver()))
        // Firewalls and NAT gateways drop idle connections silently, and the SDK detects a dead
        // connection only if the peer has closed it.
        .withConnectionMaxIdleMillis(MAX_IDLE_MILLIS)
        // Lambda would freeze the thread of the reaper between two invocations.
        .withReaper(false)
        .withCacheResponseMetadata(false);
  }

  /**
   * Rejects redirects, which Kinesis never sends. After an HTTP 307 response, the SDK would send
   * the call again, including its credentials, to the URL that the response names.
   */
  private static final class RedirectRejector extends RequestHandler2 {

    private static final HandlerContextKey<Boolean> SENT = new HandlerContextKey<>("sent");

    @Override
    public void beforeAttempt(HandlerBeforeAttemptContext context) {
      if (context.getRequest().getHandlerContext(SENT) != null) {
        throw new MalformedResponseException("a redirect to another URL");
      }
      context.getRequest().addHandlerContext(SENT, true);
    }
  }
}
