package com.amazonaws.services.lambda.kinesis.prewarming;

import java.util.Map;

/**
 * Where Kinesis is in a region.
 *
 * <p>By the region's partition, so that a region newer than the SDK works, and without the SDK's
 * region data, which takes a tenth of a cold start to read. A test compares both for each region
 * that the SDK knows.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/ak.html">Kinesis endpoints</a>
 */
final class KinesisEndpoint {

  private static final String DEFAULT_SUFFIX = "amazonaws.com";
  private static final Map<String, String> SUFFIXES =
      Map.of(
          "cn-", "amazonaws.com.cn",
          "eusc-", "amazonaws.eu",
          "us-iso-", "c2s.ic.gov",
          "us-isob-", "sc2s.sgov.gov",
          "us-isof-", "csp.hci.ic.gov",
          "eu-isoe-", "cloud.adc-e.uk");

  private KinesisEndpoint() {}

  /**
   * The HTTPS address.
   *
   * @param regionName checked already, as it becomes part of the host name
   */
  static String of(String regionName) {
    String suffix = DEFAULT_SUFFIX;
    for (Map.Entry<String, String> partition : SUFFIXES.entrySet()) {
      if (regionName.startsWith(partition.getKey())) {
        suffix = partition.getValue();
      }
    }
    return "https://kinesis." + regionName + "." + suffix;
  }
}
