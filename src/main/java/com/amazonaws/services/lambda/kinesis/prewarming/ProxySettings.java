package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.Protocol;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The proxy that {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} ask for, in the
 * spellings that curl accepts. SDK v1 accepts fewer, ignores the others silently, and logs a value
 * that it can't read together with the password in it.
 *
 * @param environment the environment variables of the function
 */
record ProxySettings(Map<String, String> environment) {

  private static final String HTTPS = "https_proxy";
  private static final String HTTP = "http_proxy";
  private static final Pattern VALUE =
      Pattern.compile(
          "(?:(https?)://)?(?:([^:@/]*)(?::([^@/]*))?@)?([a-zA-Z0-9._-]+|\\[[0-9a-fA-F:]+])"
              + ":([0-9]{1,5})/?");
  private static final int MAX_PORT = 65_535;

  /**
   * Validates the variables.
   *
   * @throws IllegalStateException naming the variable that has an invalid value, without the value,
   *     which may contain a password
   */
  ProxySettings {
    for (String name : List.of(HTTPS, HTTP)) {
      String value = variable(environment, name);
      if (!value.isEmpty()) {
        parse(name, value);
      }
    }
  }

  /** Makes a client use the proxy for this endpoint, or none if the variables say so. */
  void applyTo(ClientConfiguration client, URI endpoint) {
    if (variable(environment, HTTPS).isEmpty() && variable(environment, HTTP).isEmpty()) {
      return;
    }
    String name = endpoint.getScheme().equalsIgnoreCase("https") ? HTTPS : HTTP;
    String value = variable(environment, name);
    boolean direct = value.isEmpty() || isExcluded(endpoint.getHost().toLowerCase(Locale.ROOT));
    // The SDK reads the environment for each of these settings that is not set.
    client.withProxyHost("").withProxyPort(0).withNonProxyHosts("");
    if (!direct) {
      Matcher proxy = parse(name, value);
      client
          .withProxyProtocol("https".equals(proxy.group(1)) ? Protocol.HTTPS : Protocol.HTTP)
          .withProxyHost(proxy.group(4))
          .withProxyPort(Integer.parseInt(proxy.group(5)))
          .withProxyUsername(decode(proxy.group(2)))
          .withProxyPassword(decode(proxy.group(3)));
    }
  }

  private boolean isExcluded(String host) {
    return Arrays.stream(variable(environment, "no_proxy").split("[,\\s]+"))
        .map(entry -> entry.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
        .anyMatch(
            entry ->
                entry.equals("*")
                    || entry.equals(host)
                    || !entry.isEmpty() && host.endsWith("." + entry));
  }

  private static Matcher parse(String name, String value) {
    Matcher matcher = VALUE.matcher(value);
    try {
      if (matcher.matches() && Integer.parseInt(matcher.group(5)) <= MAX_PORT) {
        decode(matcher.group(2));
        decode(matcher.group(3));
        return matcher;
      }
    } catch (IllegalArgumentException e) {
      // The message of this exception would show a part of the password.
    }
    throw new IllegalStateException(
        name.toUpperCase(Locale.ROOT)
            + " must be a proxy such as http://proxy.example.com:3128 or"
            + " http://user:password@proxy.example.com:3128, with special characters in the user"
            + " name and the password percent-encoded");
  }

  private static String decode(String text) {
    String encoded = Objects.requireNonNullElse(text, "").replace("+", "%2B");
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }

  /** The value of a variable, whose name counts in lower case first, as for curl. */
  private static String variable(Map<String, String> environment, String name) {
    String upper = environment.getOrDefault(name.toUpperCase(Locale.ROOT), "");
    return environment.getOrDefault(name, upper).trim();
  }
}
