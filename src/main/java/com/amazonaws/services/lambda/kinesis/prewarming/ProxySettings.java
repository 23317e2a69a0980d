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
import java.util.stream.Stream;

/**
 * The proxy that the environment variables {@code HTTPS_PROXY}, {@code HTTP_PROXY}, and {@code
 * NO_PROXY} configure. This class accepts the forms of values that curl accepts. SDK v1 accepts
 * fewer forms and ignores some of the others. It logs a value that it can't parse, including the
 * password.
 *
 * @param environment the environment variables of the function
 */
record ProxySettings(Map<String, String> environment) {

  private static final String HTTPS = "https_proxy";
  private static final String HTTP = "http_proxy";
  private static final Pattern VALUE =
      Pattern.compile(
          "(?:(https?)://)?(?:([^:@/]*)(?::([^@/]*))?@)?"
              + "([a-z0-9_-]+(?:\\.[a-z0-9_-]+)*|\\[[0-9a-f:]+]):([0-9]{1,5})/?",
          Pattern.CASE_INSENSITIVE);
  private static final int MAX_PORT = 65_535;

  /**
   * Validates the variables.
   *
   * @throws IllegalStateException if a variable has an invalid value; the message names the
   *     variable but not the value, which may contain a password
   */
  ProxySettings {
    for (String name : List.of(HTTPS, HTTP)) {
      String value = variable(environment, name);
      if (!value.isEmpty()) {
        parse(name, value);
      }
    }
  }

  /** Configures a client to reach this endpoint through the proxy, or directly. */
  void applyTo(ClientConfiguration client, URI endpoint) {
    if (Stream.of(HTTPS, HTTP).noneMatch(each -> isPresent(environment, each))) {
      return;
    }
    String name = endpoint.getScheme().equalsIgnoreCase("https") ? HTTPS : HTTP;
    String value = variable(environment, name);
    boolean direct = value.isEmpty() || isExcluded(endpoint.getHost().toLowerCase(Locale.ROOT));
    // If one of these settings is missing, the SDK reads it from the environment.
    client.withProxyHost("").withProxyPort(0).withNonProxyHosts("");
    if (!direct) {
      Matcher proxy = parse(name, value);
      client
          .withProxyProtocol(
              "https".equalsIgnoreCase(proxy.group(1)) ? Protocol.HTTPS : Protocol.HTTP)
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
      if (matcher.matches() && isPort(Integer.parseInt(matcher.group(5)))) {
        decode(matcher.group(2));
        decode(matcher.group(3));
        return matcher;
      }
    } catch (IllegalArgumentException e) {
      // This exception is dropped, because its message would show a part of the password.
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

  private static boolean isPort(int port) {
    return port >= 1 && port <= MAX_PORT;
  }

  private static boolean isPresent(Map<String, String> environment, String name) {
    return environment.containsKey(name) || environment.containsKey(name.toUpperCase(Locale.ROOT));
  }

  /** Returns the value of a variable. As in curl, a name in lower case takes precedence. */
  private static String variable(Map<String, String> environment, String name) {
    String lower = environment.getOrDefault(name, "").trim();
    return lower.isEmpty()
        ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "").trim()
        : lower;
  }
}
