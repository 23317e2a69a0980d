package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.kinesis.AmazonKinesis;

/** Kinesis in one region, for several threads. */
final class RegionalKinesis {

  private final AmazonKinesis client;
  private volatile boolean known;

  RegionalKinesis(AmazonKinesis client) {
    this.client = client;
  }

  AmazonKinesis client() {
    return client;
  }

  /** Takes note that the region has a Kinesis: it is the function's own, or has answered. */
  void confirm() {
    known = true;
  }

  /** Whether that is certain; a host name that is not found is a passing fault then. */
  boolean isKnown() {
    return known;
  }
}
