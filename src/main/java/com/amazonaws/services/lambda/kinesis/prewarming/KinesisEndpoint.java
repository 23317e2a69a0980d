package com.amazonaws.services.lambda.kinesis.prewarming;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Kinesis endpoint that the environment variables configure.
 *
 * <p>{@code AWS_ENDPOINT_URL_KINESIS} is the URL for all Regions. If it is not set, {@code
 * AWS_ENDPOINT_URL} is used. {@code AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true} disables both
 * variables. Without such a URL, {@code AWS_USE_FIPS_ENDPOINT} and {@code
 * AWS_USE_DUALSTACK_ENDPOINT} choose among the endpoints of a Region.
 *
 * <p>This class derives the host name of an endpoint from the prefix of the Region name, which
 * determines the partition. Regions that are newer than the SDK therefore work, and the function
 * does not read the SDK's metadata of all Regions, which would take a tenth of the CPU time of a
 * cold start. Tests compare the host names with that metadata and with the rules of newer SDKs.
 *
 * @param configured the URL for all Regions; empty to use the endpoint of each Region
 * @param fips whether to use an endpoint that is validated under FIPS 140
 * @param dualStack whether to use an endpoint that supports IPv6
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">
 *     Service-specific endpoints</a>
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html">Dual-stack
 *     and FIPS endpoints</a>
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/ak.html">Kinesis endpoints</a>
 */
record KinesisEndpoint(String configured, boolean fips, boolean dualStack) {

  private static final String FIPS = "AWS_USE_FIPS_ENDPOINT";
  private static final String DUAL_STACK = "AWS_USE_DUALSTACK_ENDPOINT";
  // Matches the URLs that the SDK accepts. For example, a host name can't contain an underscore.
  private static final Pattern ENDPOINT_URL =
      Pattern.compile(
          "https?://(?:[a-zA-Z0-9-]+(?:\\.[a-zA-Z0-9-]+)*|\\[[0-9a-fA-F:]+])"
              + "(?::([0-9]{1,5}))?(?:/[a-zA-Z0-9._~/-]*)?");
  private static final int MAX_PORT = 65_535;

  private static final Partition COMMERCIAL = new Partition("amazonaws.com", "api.aws");
  private static final Map<String, Partition> PARTITIONS =
      Map.of(
          "cn-", new Partition("amazonaws.com.cn", "api.amazonwebservices.com.cn"),
          "eusc-", new Partition("amazonaws.eu", "api.amazonwebservices.eu"),
          "us-iso-", new Partition("c2s.ic.gov", "api.aws.ic.gov"),
          "us-isob-", new Partition("sc2s.sgov.gov", "api.aws.scloud"),
          "us-isof-", new Partition("csp.hci.ic.gov", "api.aws.hci.ic.gov"),
          "eu-isoe-", new Partition("cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"));

  private record Partition(String suffix, String dualStackSuffix) {}

  /**
   * Reads the environment variables.
   *
   * @throws IllegalStateException naming a variable that has an invalid value, or that can't be
   *     combined with another
   */
  static KinesisEndpoint from(Map<String, String> environment) {
    return new KinesisEndpoint(
        configured(environment), isTrue(environment, FIPS), isTrue(environment, DUAL_STACK));
  }

  KinesisEndpoint {
    if (!configured.isEmpty() && (fips || dualStack)) {
      throw new IllegalStateException(
          "%s can't be combined with a custom endpoint; remove it, or remove"
                  .formatted(fips ? FIPS : DUAL_STACK)
              + " AWS_ENDPOINT_URL_KINESIS and AWS_ENDPOINT_URL");
    }
  }

  /**
   * Returns the endpoint URL for a Region.
   *
   * @param regionName a validated name, because the name becomes part of the host name
   */
  String in(String regionName) {
    if (!configured.isEmpty()) {
      return configured;
    }
    Partition partition = COMMERCIAL;
    for (Map.Entry<String, Partition> other : PARTITIONS.entrySet()) {
      partition = regionName.startsWith(other.getKey()) ? other.getValue() : partition;
    }
    // In GovCloud, the ordinary endpoint is also the FIPS endpoint, except for dual-stack.
    boolean ordinary = !fips || !dualStack && regionName.startsWith("us-gov-");
    return "https://%s.%s.%s"
        .formatted(
            ordinary ? "kinesis" : "kinesis-fips",
            regionName,
            dualStack ? partition.dualStackSuffix : partition.suffix);
  }

  private static String configured(Map<String, String> environment) {
    if (isTrue(environment, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) {
      return "";
    }
    String forKinesis = url(environment, "AWS_ENDPOINT_URL_KINESIS");
    return forKinesis.isEmpty() ? url(environment, "AWS_ENDPOINT_URL") : forKinesis;
  }

  private static String url(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    Matcher matcher = ENDPOINT_URL.matcher(value);
    if (value.isEmpty() || matcher.matches() && isPort(matcher.group(1)) && hasHost(value)) {
      return value;
    }
    throw new IllegalStateException(
        name + " must be an http or https URL such as https://vpce-1234.example.com:443");
  }

  private static boolean hasHost(String url) {
    try {
      return new URI(url).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isPort(String port) {
    return port == null || Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= MAX_PORT;
  }

  private static boolean isTrue(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty() || "false".equalsIgnoreCase(value)) {
      return false;
    }
    if ("true".equalsIgnoreCase(value)) {
      return true;
    }
    throw new IllegalStateException(name + " must be true or false");
  }
}
