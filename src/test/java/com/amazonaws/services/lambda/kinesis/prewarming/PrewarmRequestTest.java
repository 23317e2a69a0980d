package com.amazonaws.services.lambda.kinesis.prewarming;

import static com.amazonaws.services.lambda.kinesis.prewarming.Fixtures.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrewarmRequestTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eu-west-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1",
        "us-isob-east-1", "eusc-de-east-1", "ap-southeast-7", "mx-central-1",
        "eu-isoe-west-1", "xx-somewhere-new-12"
      })
  void acceptsAnyNameWithTheFormOfARegion(String region) {
    assertEquals(region, from(Map.of("streamName", "orders", "regionName", region)).regionName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "eu",
        "eu-west", "eu-west-1a", "EU-WEST-1",
        "eu_west_1", "eu-west-100", "1-1-1",
        "eu-west-1.evil.example", "evil.example#", "evil.example/",
        "eu-west-1@127.0.0.1/", "eu-west-1\n", "\neu-west-1",
        "eu-west-1\u0000", "eu-west-1\r\nHost: evil.example", "aa-bb-cc-dd-ee-ff-1",
        "eu-west-1:443", "eu-wést-1", "-eu-west-1"
      })
  void rejectsOtherRegionNames(String region) {
    assertRejected(
        "regionName must be a Region such as eu-west-1, but was \"",
        Map.of("streamName", "orders", "regionName", region));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "evil.example")
  void validatesTheRegionOfTheFunction(String ownRegion) {
    PrewarmingException failure =
        Fixtures.fails(() -> PrewarmRequest.from(Map.of("streamName", "orders"), ownRegion));

    assertTrue(failure.getMessage().startsWith("regionName "), failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "Orders_2.eu-1", "-", "."})
  void acceptsTheStreamNamesOfKinesis(String name) {
    assertEquals(name, from(Map.of("streamName", name)).streamName());
  }

  @Test
  void acceptsStreamNamesOf128Characters() {
    assertEquals("x".repeat(128), from(Map.of("streamName", "x".repeat(128))).streamName());
    assertRejected(
        "streamName must be 1 to 128 characters from", Map.of("streamName", "x".repeat(129)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "orders\n", "or ders", "orders/2", "örders"})
  void rejectsOtherStreamNames(String name) {
    assertRejected("streamName must be 1 to 128 characters from", Map.of("streamName", name));
  }

  @Test
  void rejectsAMissingStreamName() {
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("streamName", null);

    assertRejected("streamName is missing", Map.of());
    assertRejected("streamName is missing", withNull);
  }

  @Test
  void rejectsNamesThatAreNotStrings() {
    assertRejected("streamName must be a string, but was a number", Map.of("streamName", 7));
    assertRejected(
        "streamName must be a string, but was an array", Map.of("streamName", List.of("orders")));
    assertRejected(
        "regionName must be a string, but was a boolean",
        Map.of("streamName", "orders", "regionName", true));
    assertRejected(
        "regionName must be a string, but was an object",
        Map.of("streamName", "orders", "regionName", Map.of()));
  }

  @Test
  void namesAnUnknownField() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("streamName", "orders");
    fields.put("message\nPrototype", "x");

    assertEquals(
        "unknown field \"message?Prototype\":"
            + " the fields of an event are [messagePrototype, regionName, streamName]",
        Fixtures.fails(() -> from(fields)).getMessage());
  }

  @Test
  void encodesAStringPrototypeInUtf8() {
    assertEquals(bytes("Grüße 🐤\n\"\\"), prototype("Grüße 🐤\n\"\\"));
  }

  @Test
  void writesOtherPrototypesAsCompactJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "canary 🐤");
    object.put("list", Arrays.asList(1, 2.5, null, true));

    assertEquals(bytes("{\"type\":\"canary 🐤\",\"list\":[1,2.5,null,true]}"), prototype(object));
    assertEquals(bytes("7"), prototype(7));
    assertEquals(bytes("false"), prototype(false));
  }

  @Test
  void usesNoDataWithoutAPrototype() {
    assertEquals(0, prototype(null).remaining());
    assertEquals(0, from(Map.of("streamName", "orders")).data().remaining());
  }

  static Stream<Object> unpairedSurrogates() {
    return Stream.of(
        "x\ud83d", Map.of("a", List.of("x\ud83d")), Map.of("\ude00", 1), List.of("\ude00\ud83d"));
  }

  @ParameterizedTest
  @MethodSource("unpairedSurrogates")
  void rejectsAnUnpairedSurrogateAnywhere(Object prototype) {
    assertEquals(
        "messagePrototype must be valid Unicode, but contained an unpaired surrogate",
        Fixtures.fails(() -> prototype(prototype)).getMessage());
  }

  @Test
  void rejectsAPrototypeThatFitsIntoNoRequest() {
    int most = MessagePrototype.MAX_BYTES;

    assertEquals(most, prototype("x".repeat(most)).remaining());
    assertEquals(
        "messagePrototype must have at most 5242624 bytes, but had 5242625",
        Fixtures.fails(() -> prototype("x".repeat(most + 1))).getMessage());
  }

  @Test
  void keepsTheDataUnchanged() {
    PrewarmRequest request = from(Map.of("streamName", "orders", "messagePrototype", "canary"));
    request.data().get();

    assertEquals(bytes("canary"), request.data());
    assertThrows(ReadOnlyBufferException.class, () -> request.data().put((byte) 0));
  }

  private static void assertRejected(String start, Map<String, ?> fields) {
    String message = Fixtures.fails(() -> from(fields)).getMessage();

    assertTrue(message.startsWith(start), message);
    assertTrue(message.chars().noneMatch(c -> c < ' '), message);
  }

  private static PrewarmRequest from(Map<String, ?> fields) {
    return PrewarmRequest.from(fields, "eu-west-1");
  }

  private static ByteBuffer prototype(Object value) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("streamName", "orders");
    fields.put("messagePrototype", value);
    return from(fields).data();
  }
}
