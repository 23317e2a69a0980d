package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.amazonaws.regions.RegionUtils;
import java.util.List;
import java.util.Map;
import org.joda.time.DateTimeZone;
import org.joda.time.tz.UTCProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the SDK is kept from doing at every cold start. */
class SdkAtStartTest {

  @Test
  void itGreetsNobodyAndReadsNoTables() {
    new PrewarmingHandler();

    assertEquals("true", System.getProperty("aws.java.v1.disableDeprecationAnnouncement"));
    assertEquals(List.of(), RegionUtils.getRegions(), "the data of regions");
    assertEquals(UTCProvider.class, DateTimeZone.getProvider().getClass(), "time zones");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://a.example/b c", "https://a.example ", " https://a.example", "\n"})
  void noPartOfAnEndpointHoldsASpace(String endpoint) {
    Map<String, String> environment = Map.of("AWS_ENDPOINT_URL_KINESIS", endpoint);

    assertThrows(IllegalStateException.class, () -> KinesisEndpoint.from(environment));
  }
}
