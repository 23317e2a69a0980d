package com.amazonaws.services.lambda.kinesis.prewarming;

import com.amazonaws.services.kinesis.AmazonKinesis;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Kinesis in one region.
 *
 * @param client for several threads
 * @param isThere whether the region is known to have a Kinesis: it is the function's own, or has
 *     answered; a name that is not found is a passing fault then
 */
record RegionalKinesis(AmazonKinesis client, AtomicBoolean isThere) {

  RegionalKinesis(AmazonKinesis client) {
    this(client, new AtomicBoolean());
  }
}
