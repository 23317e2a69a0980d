package com.amazonaws.services.lambda.kinesis.prewarming;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where Kinesis is, as environment variables ask for it.
 *
 * <p>{@code AWS_ENDPOINT_URL_KINESIS}, else {@code AWS_ENDPOINT_URL}, is the address for each
 * region, unless {@code AWS_IGNORE_CONFIGURED_ENDPOINT_URLS} is true. Without one {@code
 * AWS_USE_FIPS_ENDPOINT} and {@code AWS_USE_DUALSTACK_ENDPOINT} choose among a region's own.
 *
 * <p>Those follow from the region's partition, so that a region newer than the SDK works, and
 * without the SDK's region data, which takes a tenth of a cold start to read. Tests compare them
 * with that data and with the rules of newer SDKs.
 *
 * @param configured the address for each region; empty for the region's own
 * @param fips whether it must be validated under FIPS 140
 * @param dualStack whether it must be reached by IPv6 too
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">
 *     Service-specific endpoints</a>
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html">Dual-stack
 *     and FIPS endpoints</a>
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/ak.html">Kinesis endpoints</a>
 */
record KinesisEndpoint(String configured, boolean fips, boolean dualStack) {

  private static final String FIPS = "AWS_USE_FIPS_ENDPOINT";
  private static final String DUAL_STACK = "AWS_USE_DUALSTACK_ENDPOINT";
  // What the SDK takes; no _ in a host's name, say.
  private static final Pattern ADDRESS =
      Pattern.compile(
          "https?://([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:]+])(:[0-9]{1,5})?(/[a-zA-Z0-9._~/-]*)?");

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
   * As the environment variables ask for it.
   *
   * @throws IllegalStateException naming the variable that is not understood or goes with no other
   */
  static KinesisEndpoint from(Map<String, String> environment) {
    return new KinesisEndpoint(
        configured(environment), isTrue(environment, FIPS), isTrue(environment, DUAL_STACK));
  }

  KinesisEndpoint {
    if (!configured.isEmpty() && (fips || dualStack)) {
      throw new IllegalStateException(
          "%s goes with no endpoint of your own: remove it, or AWS_ENDPOINT_URL_KINESIS and"
                  .formatted(fips ? FIPS : DUAL_STACK)
              + " AWS_ENDPOINT_URL");
    }
  }

  /**
   * The address to call.
   *
   * @param regionName checked already, as it becomes part of the host name
   */
  String in(String regionName) {
    if (!configured.isEmpty()) {
      return configured;
    }
    Partition partition = COMMERCIAL;
    for (Map.Entry<String, Partition> other : PARTITIONS.entrySet()) {
      partition = regionName.startsWith(other.getKey()) ? other.getValue() : partition;
    }
    // GovCloud's ordinary endpoints are FIPS endpoints.
    boolean ordinary = !fips || !dualStack && regionName.startsWith("us-gov-");
    return "https://%s.%s.%s"
        .formatted(
            ordinary ? "kinesis" : "kinesis-fips",
            regionName,
            dualStack ? partition.dualStackSuffix : partition.suffix);
  }

  /** Whether each region that has a Kinesis has it there. */
  boolean isInEachRegion() {
    return !fips && !dualStack;
  }

  private static String configured(Map<String, String> environment) {
    if (isTrue(environment, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) {
      return "";
    }
    String forKinesis = address(environment, "AWS_ENDPOINT_URL_KINESIS");
    return forKinesis.isEmpty() ? address(environment, "AWS_ENDPOINT_URL") : forKinesis;
  }

  private static String address(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty() || ADDRESS.matcher(value).matches()) {
      return value;
    }
    throw new IllegalStateException(name + " must be an http or https address");
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
