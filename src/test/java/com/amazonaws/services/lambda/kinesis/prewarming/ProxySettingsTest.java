package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.Protocol;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

  private static final String KINESIS = "https://kinesis.eu-west-1.amazonaws.com";

  @ParameterizedTest
  @CsvSource({
    "proxy:3128, HTTP, proxy, 3128, '', ''",
    "http://proxy:3128, HTTP, proxy, 3128, '', ''",
    "http://proxy.example.com:80/, HTTP, proxy.example.com, 80, '', ''",
    "https://proxy:443, HTTPS, proxy, 443, '', ''",
    "http://[::1]:3128, HTTP, [::1], 3128, '', ''",
    "' proxy:3128 ', HTTP, proxy, 3128, '', ''",
    "HTTP://Proxy:3128, HTTP, Proxy, 3128, '', ''",
    "user@proxy:3128, HTTP, proxy, 3128, user, ''",
    "http://user:p%40s+s@proxy:65535, HTTP, proxy, 65535, user, p@s+s"
  })
  void usesTheProxyInTheSpellingsOfCurl(
      String value, Protocol protocol, String host, int port, String user, String password) {
    ClientConfiguration client = client(Map.of("HTTPS_PROXY", value), KINESIS);

    assertEquals(protocol, client.getProxyProtocol());
    assertEquals(host, client.getProxyHost());
    assertEquals(port, client.getProxyPort());
    assertEquals(user, client.getProxyUsername());
    assertEquals(password, client.getProxyPassword());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:secret@proxy", "socks5://user:secret@proxy:1080", "user:se/cret@proxy:3128",
        "user:secret@proxy:65536", "user:secret%zz@proxy:3128", "user:secret@:3128",
        "user:secret@proxy:0", "user:secret@a..b:3128", "secret"
      })
  void namesTheVariableWithAnInvalidProxyButNotItsValue(String value) {
    for (String name : new String[] {"https_proxy", "HTTP_PROXY"}) {
      IllegalStateException failure =
          assertThrows(IllegalStateException.class, () -> KinesisClients.from(Map.of(name, value)));

      assertEquals(name.toUpperCase(), failure.getMessage().split(" ")[0]);
      assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
    }
  }

  @Test
  void choosesTheVariableByTheSchemeOfTheEndpointAndLowerCaseFirst() {
    Map<String, String> environment = new HashMap<>();
    environment.put("HTTPS_PROXY", "upper:1");
    environment.put("http_proxy", "plain:2");
    assertEquals("upper", client(environment, KINESIS).getProxyHost());
    assertEquals("plain", client(environment, "http://127.0.0.1:4567").getProxyHost());

    environment.put("https_proxy", "lower:3");
    assertEquals("lower", client(environment, KINESIS).getProxyHost());

    environment.put("https_proxy", " ");
    assertEquals("upper", client(environment, KINESIS).getProxyHost());

    environment.remove("http_proxy");
    assertNoProxy(client(environment, "http://127.0.0.1:4567"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*", "kinesis.eu-west-1.amazonaws.com", ".amazonaws.com",
        "*.amazonaws.com", "amazonaws.com", "localhost, .AMAZONAWS.com",
        "a,b kinesis.eu-west-1.amazonaws.com"
      })
  void usesNoProxyForAnExcludedHost(String excluded) {
    assertNoProxy(client(Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", excluded), KINESIS));
    assertNoProxy(client(Map.of("HTTPS_PROXY", "proxy:3128", "no_proxy", excluded), KINESIS));
  }

  @Test
  void keepsTheSdkFromReadingABlankVariable() {
    assertNoProxy(client(Map.of("HTTPS_PROXY", " "), KINESIS));
    assertNull(client(Map.of(), KINESIS).getProxyHost());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "zonaws.com", "s3.amazonaws.com", "10.0.0.0/8", "."})
  void usesTheProxyForOtherHosts(String excluded) {
    Map<String, String> environment = Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", excluded);

    assertEquals("proxy", client(environment, KINESIS).getProxyHost());
  }

  private static void assertNoProxy(ClientConfiguration client) {
    assertEquals("", client.getProxyHost());
    assertEquals(0, client.getProxyPort(), "the SDK would use a proxy");
  }

  private static ClientConfiguration client(Map<String, String> environment, String endpoint) {
    ClientConfiguration client = new ClientConfiguration();
    new ProxySettings(environment).applyTo(client, URI.create(endpoint));
    return client;
  }
}
