package com.amazonaws.services.lambda.kinesis.prewarming;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.regions.Region;
import com.amazonaws.regions.RegionMetadataFactory;
import com.amazonaws.retry.RetryMode;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.AmazonKinesisClient;
import com.amazonaws.services.kinesis.model.DescribeStreamRequest;
import com.amazonaws.services.lambda.kinesis.prewarming.KinesisResponses.MalformedResponseException;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.Security;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where clients send their requests, how they are configured, and how many there are. */
class KinesisClientsTest {

  @Test
  void createsOneClientPerRegion() {
    KinesisClients clients = clients();

    assertSame(clients.forRegion("eu-west-1"), clients.forRegion("eu-west-1"));
    assertNotSame(clients.forRegion("eu-west-1"), clients.forRegion("us-east-2"));
  }

  /** With the SDK's default credentials: with SnapStart, they are not in the environment. */
  @Test
  void callsTheEndpointOfTheRegionThroughTheProxyOfTheEnvironment() throws IOException {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> asked =
          CompletableFuture.supplyAsync(() -> firstLineOfFirstConnection(proxy));

      String failure =
          failureOfCall("HTTPS_PROXY", "127.0.0.1:" + proxy.getLocalPort()).getMessage();

      assertTrue(failure.startsWith("Unable to execute HTTP request"), failure);
      assertEquals("CONNECT kinesis.cn-north-1.amazonaws.com.cn:443 HTTP/1.1", asked.join());
    }
  }

  @Test
  void triesTheNextAddressSoonAndKeepsNoIdleConnection() {
    ClientConfiguration client =
        ((AmazonKinesisClient) clients().forRegion("eu-west-1")).getClientConfiguration();

    assertEquals(1_000, client.getConnectionTimeout());
    assertEquals(0, client.getSocketTimeout(), "it would delay the end of an attempt");
    assertEquals(RetryMode.LEGACY, client.getRetryMode(), "AWS_RETRY_MODE could make it wait");
    assertInstanceOf(HostResolver.class, client.getDnsResolver());
    assertEquals(30_000, client.getConnectionMaxIdleMillis());
    assertTrue(
        client.getMaxConnections() >= ConcurrentBatches.MAX_THREADS,
        "or batches wait for each other");
    assertEquals(0, client.getRetryPolicy().getMaxErrorRetry());
    assertFalse(client.useReaper(), "its thread would be frozen");
    assertFalse(client.getCacheResponseMetadata());
  }

  @Test
  void forgetsAfterASecondThatAHostNameWasNotFound() {
    clients();

    assertEquals("1", Security.getProperty("networkaddress.cache.negative.ttl"));
  }

  /** The redirect would send the signed request, with its session token, to another host. */
  @Test
  void rejectsARedirect() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    AtomicInteger requests = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      assertInstanceOf(MalformedResponseException.class, failureOfCall("AWS_ENDPOINT_URL", url));
      assertEquals(1, requests.get());
    } finally {
      server.stop(0);
    }
  }

  /** Calls Kinesis with credentials that the SDK finds, and with one environment variable. */
  private static RuntimeException failureOfCall(String variable, String value) {
    List<String> credentials = List.of("aws.accessKeyId", "aws.secretKey");
    credentials.forEach(name -> System.setProperty(name, "local"));
    try {
      AmazonKinesis client = KinesisClients.from(Map.of(variable, value)).forRegion("cn-north-1");
      DescribeStreamRequest ofOrders = new DescribeStreamRequest().withStreamName("orders");
      return assertThrows(RuntimeException.class, () -> client.describeStream(ofOrders));
    } finally {
      credentials.forEach(System::clearProperty);
    }
  }

  @Test
  void usesTheSdksEndpointForEachRegionThatTheSdkKnows() {
    List<Region> regions =
        RegionMetadataFactory.create().getRegions().stream()
            .filter(region -> region.isServiceSupported("kinesis"))
            .toList();

    assertTrue(regions.size() > 40, regions::toString);
    for (Region region : regions) {
      assertEquals("https://" + region.getServiceEndpoint("kinesis"), in(region.getName()));
    }
  }

  @Test
  void usesTheEndpointOfThePartitionForARegionNewerThanTheSdk() {
    assertEquals("https://kinesis.xx-new-1.amazonaws.com", in("xx-new-1"));
    assertEquals("https://kinesis.cn-new-1.amazonaws.com.cn", in("cn-new-1"));
  }

  @Test
  void prefersTheEndpointForKinesisToTheGeneralOne() {
    Map<String, String> environment =
        new HashMap<>(Map.of("AWS_ENDPOINT_URL", "http://[::1]:65535"));
    environment.put("AWS_ENDPOINT_URL_KINESIS", "http://kinesis:1/path");
    assertEquals("http://kinesis:1/path", KinesisEndpoint.from(environment).in("eu-west-1"));

    environment.put("AWS_ENDPOINT_URL_KINESIS", "");
    assertEquals("http://[::1]:65535", KinesisEndpoint.from(environment).in("eu-west-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:4567",
        "ftp://127.0.0.1",
        "http://",
        "\n",
        "https://a b",
        "https://a.example/b c",
        "https://a.example ",
        " https://a.example",
        "http://a_kinesis:4567",
        "http://a.example:port",
        "http://[::1",
        "http://a.example/%zz",
        "http://a.example:65536",
        "http://a.example:99999",
        "http://a..b",
        "http://.a",
        "http://a.",
        "http://-a-:1",
        "http://a.1",
        "http://1.2.3.4.5",
        "http://[::::]",
        "http://[1]",
        "http://a:0"
      })
  void namesTheVariableWithAnInvalidEndpoint(String endpoint) {
    assertInvalid(
        "AWS_ENDPOINT_URL must be an http or https URL such as https://vpce-1234.example.com:443",
        Map.of("AWS_ENDPOINT_URL", endpoint));
  }

  @Test
  void ignoresConfiguredEndpointsIfAsked() {
    KinesisEndpoint own =
        KinesisEndpoint.from(
            Map.of("AWS_ENDPOINT_URL", "none", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"));

    assertEquals(in("eu-west-1"), own.in("eu-west-1"));
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-1, kinesis-fips, amazonaws.com, api.aws",
    "us-gov-west-1, kinesis, amazonaws.com, api.aws",
    "cn-north-1, kinesis-fips, amazonaws.com.cn, api.amazonwebservices.com.cn",
    "eusc-de-east-1, kinesis-fips, amazonaws.eu, api.amazonwebservices.eu",
    "us-iso-east-1, kinesis-fips, c2s.ic.gov, api.aws.ic.gov",
    "us-isob-east-1, kinesis-fips, sc2s.sgov.gov, api.aws.scloud",
    "us-isof-south-1, kinesis-fips, csp.hci.ic.gov, api.aws.hci.ic.gov",
    "eu-isoe-west-1, kinesis-fips, cloud.adc-e.uk, api.cloud-aws.adc-e.uk"
  })
  void usesTheFipsAndDualStackEndpointsOfNewerSdks(
      String region, String fips, String suffix, String dualStackSuffix) {
    Map<String, String> wish = new HashMap<>(Map.of("AWS_USE_FIPS_ENDPOINT", "true"));
    assertEquals(
        "https://" + fips + "." + region + "." + suffix, KinesisEndpoint.from(wish).in(region));
    String dualStack = "." + region + "." + dualStackSuffix;
    wish.put("AWS_USE_DUALSTACK_ENDPOINT", "True");
    assertEquals("https://kinesis-fips" + dualStack, KinesisEndpoint.from(wish).in(region));
    wish.put("AWS_USE_FIPS_ENDPOINT", "false");
    assertEquals("https://kinesis" + dualStack, KinesisEndpoint.from(wish).in(region));
  }

  @Test
  void namesTheVariableThatCannotBeCombined() {
    String custom = "AWS_ENDPOINT_URL";
    for (String name : List.of("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT")) {
      assertInvalid(name + " must be true or false", Map.of(custom, "http://127.0.0.1", name, "1"));
      assertInvalid(
          name
              + " can't be combined with a custom endpoint; remove it, or remove"
              + " AWS_ENDPOINT_URL_KINESIS and AWS_ENDPOINT_URL",
          Map.of(custom, "http://127.0.0.1", name, "true"));
    }
  }

  private static void assertInvalid(String message, Map<String, String> environment) {
    assertEquals(
        message,
        assertThrows(IllegalStateException.class, () -> KinesisEndpoint.from(environment))
            .getMessage());
  }

  private static void assertRejected(String message, String name, String value) {
    Map<String, String> environment = Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1", name, value);

    assertEquals(
        message,
        assertThrows(IllegalStateException.class, () -> KinesisEndpoint.from(environment))
            .getMessage());
  }

  private static KinesisClients clients() {
    return KinesisClients.from(Map.of());
  }

  private static String in(String region) {
    return KinesisEndpoint.from(Map.of()).in(region);
  }

  private static String firstLineOfFirstConnection(ServerSocket server) {
    try (Socket connection = server.accept()) {
      return new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII))
          .readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
