package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.regions.Region;
import com.amazonaws.regions.RegionMetadataFactory;
import com.amazonaws.services.kinesis.AmazonKinesis;
import com.amazonaws.services.kinesis.model.ListStreamsRequest;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where clients send their requests, which region they sign for, and how many there are. */
class KinesisClientsTest {

  @Test
  void aRegionHasOneClient() {
    KinesisClients clients = new KinesisClients(Map.of());

    assertSame(clients.forRegion("eu-west-1"), clients.forRegion("eu-west-1"));
    assertNotSame(clients.forRegion("eu-west-1"), clients.forRegion("us-east-2"));
  }

  @Test
  void eachRegionTheSdkKnowsHasTheEndpointTheSdkWouldTake() {
    List<Region> regions =
        RegionMetadataFactory.create().getRegions().stream()
            .filter(region -> region.isServiceSupported("kinesis"))
            .toList();

    assertTrue(regions.size() > 40, regions::toString);
    for (Region region : regions) {
      assertEquals(
          "https://" + region.getServiceEndpoint("kinesis"), KinesisEndpoint.of(region.getName()));
    }
  }

  @Test
  void aRegionNewerThanTheSdkHasTheEndpointOfItsPartition() {
    assertEquals("https://kinesis.xx-new-1.amazonaws.com", KinesisEndpoint.of("xx-new-1"));
    assertEquals("https://kinesis.cn-new-1.amazonaws.com.cn", KinesisEndpoint.of("cn-new-1"));
  }

  @Test
  void theEndpointForKinesisGoesBeforeTheGeneralOne() throws IOException {
    assertEquals(
        List.of("kinesis"),
        called("AWS_ENDPOINT_URL_KINESIS=/kinesis", "AWS_ENDPOINT_URL=/general"));
    assertEquals(
        List.of("general"), called("AWS_ENDPOINT_URL_KINESIS=", "AWS_ENDPOINT_URL=/general"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:4567", "ftp://127.0.0.1", "http://", "https://a b"})
  void anEndpointThatIsNoAddressIsAnErrorThatNamesTheVariable(String endpoint) {
    Map<String, String> environment = Map.of("AWS_ENDPOINT_URL", endpoint);

    String message =
        assertThrows(IllegalStateException.class, () -> new KinesisClients(environment))
            .getMessage();

    assertEquals("AWS_ENDPOINT_URL must be an http or https address", message);
  }

  @Test
  void configuredEndpointsCanBeIgnored() {
    KinesisClients clients =
        new KinesisClients(
            Map.of(
                "AWS_ENDPOINT_URL", "no address", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"));

    assertSame(clients.forRegion("eu-west-1"), clients.forRegion("eu-west-1"));
  }

  /** Makes a call through a client so configured; gives the first part of the paths called. */
  private static List<String> called(String... settings) throws IOException {
    List<String> paths = new ArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          paths.add(exchange.getRequestURI().getPath().split("/")[1]);
          exchange.sendResponseHeaders(400, -1);
          exchange.close();
        });
    server.start();
    try {
      String base = "http://127.0.0.1:" + server.getAddress().getPort();
      Map<String, String> environment = new HashMap<>();
      for (String setting : settings) {
        String[] parts = setting.split("=", -1);
        environment.put(parts[0], parts[1].isEmpty() ? "" : base + parts[1]);
      }
      AmazonKinesis client = new KinesisClients(environment).forRegion("eu-west-1");
      ListStreamsRequest request = new ListStreamsRequest();
      request.setRequestCredentialsProvider(
          new AWSStaticCredentialsProvider(new BasicAWSCredentials("local", "local")));
      assertThrows(RuntimeException.class, () -> client.listStreams(request));
    } finally {
      server.stop(0);
    }
    return paths;
  }
}
