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
  void anythingShapedLikeARegionIsTaken(String region) {
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
  void nothingElseIs(String region) {
    assertRefused(
        "regionName must be a region such as eu-west-1, and is \"",
        Map.of("streamName", "orders", "regionName", region));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "evil.example")
  void theFunctionsOwnRegionIsCheckedLikeAnyOther(String ownRegion) {
    PrewarmingException failure =
        Fixtures.fails(() -> PrewarmRequest.from(Map.of("streamName", "orders"), ownRegion));

    assertTrue(failure.getMessage().startsWith("regionName "), failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "Orders_2.eu-1", "-", "."})
  void whateverKinesisTakesAsANameIsTaken(String name) {
    assertEquals(name, from(Map.of("streamName", name)).streamName());
  }

  @Test
  void aNameMayHave128Characters() {
    assertEquals("x".repeat(128), from(Map.of("streamName", "x".repeat(128))).streamName());
    assertRefused("streamName must be 1 to 128 of", Map.of("streamName", "x".repeat(129)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "orders\n", "or ders", "orders/2", "örders"})
  void noOtherNameIs(String name) {
    assertRefused("streamName must be 1 to 128 of", Map.of("streamName", name));
  }

  @Test
  void aNameThatIsMissingOrNullIsAskedFor() {
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("streamName", null);

    assertRefused("streamName is missing", Map.of());
    assertRefused("streamName is missing", withNull);
  }

  @Test
  void aNameThatIsNoTextIsRefused() {
    assertRefused("streamName must be a text", Map.of("streamName", 7));
    assertRefused("streamName must be a text", Map.of("streamName", List.of("orders")));
    assertRefused("regionName must be a text", Map.of("streamName", "orders", "regionName", 5));
    assertRefused(
        "regionName must be a text", Map.of("streamName", "orders", "regionName", Map.of()));
  }

  @Test
  void theFirstUnknownFieldIsNamedWithThoseThatThereAre() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("streamName", "orders");
    fields.put("message\nPrototype", "x");

    assertEquals(
        "unknown field \"message?Prototype\":"
            + " an event has [messagePrototype, regionName, streamName]",
        Fixtures.fails(() -> from(fields)).getMessage());
  }

  @Test
  void aTextPrototypeIsItsUtf8Bytes() {
    assertEquals(bytes("Grüße 🐤\n\"\\"), prototype("Grüße 🐤\n\"\\"));
  }

  @Test
  void anyOtherPrototypeIsItsCompactJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "canary 🐤");
    object.put("list", Arrays.asList(1, 2.5, null, true));

    assertEquals(bytes("{\"type\":\"canary 🐤\",\"list\":[1,2.5,null,true]}"), prototype(object));
    assertEquals(bytes("7"), prototype(7));
    assertEquals(bytes("false"), prototype(false));
  }

  @Test
  void noPrototypeIsAnEmptyMessage() {
    assertEquals(0, prototype(null).remaining());
    assertEquals(0, from(Map.of("streamName", "orders")).data().remaining());
  }

  static Stream<Object> halfPairs() {
    return Stream.of(
        "x\ud83d", Map.of("a", List.of("x\ud83d")), Map.of("\ude00", 1), List.of("\ude00\ud83d"));
  }

  @ParameterizedTest
  @MethodSource("halfPairs")
  void halfASurrogatePairIsRefusedWhereverItStands(Object prototype) {
    assertEquals(
        "messagePrototype must be whole Unicode text, and holds half a surrogate pair",
        Fixtures.fails(() -> prototype(prototype)).getMessage());
  }

  @Test
  void aPrototypeThatNoRequestCouldCarryIsRefusedWithItsSize() {
    int most = MessagePrototype.MAX_BYTES;

    assertEquals(most, prototype("x".repeat(most)).remaining());
    assertEquals(
        "messagePrototype must take at most 5242624 bytes, as a request of this function's holds"
            + " 5242880, and takes 5242625",
        Fixtures.fails(() -> prototype("x".repeat(most + 1))).getMessage());
  }

  @Test
  void theDataCanBeReadAgainAndNotBeChanged() {
    PrewarmRequest request = from(Map.of("streamName", "orders", "messagePrototype", "canary"));
    request.data().get();

    assertEquals(bytes("canary"), request.data());
    assertThrows(ReadOnlyBufferException.class, () -> request.data().put((byte) 0));
  }

  private static void assertRefused(String start, Map<String, ?> fields) {
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
