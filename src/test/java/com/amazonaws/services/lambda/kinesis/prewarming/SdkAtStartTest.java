package com.amazonaws.services.lambda.kinesis.prewarming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.amazonaws.regions.RegionUtils;
import java.util.List;
import org.joda.time.DateTimeZone;
import org.joda.time.tz.UTCProvider;
import org.junit.jupiter.api.Test;

/** The work that the SDK must not do at each cold start. */
class SdkAtStartTest {

  @Test
  void readsNoRegionMetadataAndNoTimeZones() {
    new PrewarmingHandler();

    assertEquals("true", System.getProperty("aws.java.v1.disableDeprecationAnnouncement"));
    assertEquals(List.of(), RegionUtils.getRegions(), "the data of regions");
    assertEquals(UTCProvider.class, DateTimeZone.getProvider().getClass(), "time zones");
  }
}
