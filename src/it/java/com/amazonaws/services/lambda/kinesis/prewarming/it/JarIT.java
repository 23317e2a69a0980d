package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.PrewarmingHandler;
import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Checks the content of the deployable jar, which decides how long a cold start takes. */
class JarIT {

  /**
   * About 2 percent above the current size, so that the test fails if minimization stops working.
   */
  private static final long MAX_BYTES = 5_060_000;

  /** The packages of the classes in the jar. */
  private static final Set<String> CODE =
      Set.of(
          "com/amazonaws/",
          "com/fasterxml/",
          "org/apache/commons/codec/",
          "org/apache/commons/logging/",
          "org/apache/http/",
          "org/joda/time/");

  /**
   * The other files in the jar. A list of public suffixes or time zones would slow a cold start.
   */
  private static final Set<String> RESOURCES =
      Set.of(
          "META-INF/FastDoubleParser-LICENSE",
          "META-INF/FastDoubleParser-ThirdParty-LICENSE",
          "META-INF/LICENSE",
          "META-INF/NOTICE",
          "META-INF/Schubfach-LICENSE",
          "META-INF/services/com.fasterxml.jackson.core.JsonFactory",
          "META-INF/services/com.fasterxml.jackson.core.ObjectCodec",
          "com/amazonaws/internal/config/awssdk_config_default.json",
          "com/amazonaws/partitions/endpoints.json",
          "com/amazonaws/sdk/versionInfo.properties",
          "org/apache/http/client/version.properties",
          "org/apache/http/version.properties",
          "org/joda/time/format/messages.properties");

  @Test
  void isSmallerThanLimit() throws IOException {
    long size = Files.size(LambdaRuntime.packagedJar());

    assertTrue(size <= MAX_BYTES, size + " bytes; check the shade plugin in pom.xml");
  }

  @Test
  void containsOnlyExpectedFiles() throws IOException {
    assertEquals(
        new TreeSet<>(RESOURCES),
        entries().stream()
            .filter(entry -> !entry.endsWith("/") && !entry.endsWith(".class"))
            .collect(Collectors.toCollection(TreeSet::new)),
        "a library contains a new file: exclude it in pom.xml or add it here");
    for (String entry : entries()) {
      assertTrue(
          !entry.endsWith(".class") || CODE.stream().anyMatch(entry::startsWith),
          () -> "a class of an unexpected library: " + entry);
    }
  }

  @Test
  void ownClassesConcatenateStringsWithoutInvokedynamic() throws IOException {
    String own = PrewarmingHandler.class.getPackageName().replace('.', '/');
    for (String entry : entries()) {
      if (entry.startsWith(own) && entry.endsWith(".class")) {
        assertFalse(
            text(entry).contains("makeConcatWithConstants"),
            () -> entry + " is compiled without -XDstringConcat=inline in pom.xml");
      }
    }
  }

  @Test
  void containsLicenseAndNoticesOfAllLibraries() throws IOException {
    assertEquals(Files.readString(Path.of("LICENSE")), text("META-INF/LICENSE"));
    String notice = text("META-INF/NOTICE");
    assertTrue(notice.strip().startsWith("AWS Lambda Kinesis Prewarming"), notice);
    for (String part :
        List.of(
            "Copyright 2017 Amazon.com, Inc. or its affiliates",
            "AWS SDK for Java",
            "Jackson",
            "Apache HttpClient",
            "Apache Commons Codec",
            "Apache Commons Logging",
            "Joda.org")) {
      assertTrue(notice.contains(part), part + " is not in:\n" + notice);
    }
  }

  private static Set<String> entries() throws IOException {
    try (ZipFile jar = new ZipFile(LambdaRuntime.packagedJar().toFile())) {
      return jar.stream().map(ZipEntry::getName).collect(Collectors.toSet());
    }
  }

  private static String text(String entry) throws IOException {
    try (ZipFile jar = new ZipFile(LambdaRuntime.packagedJar().toFile())) {
      return new String(
          jar.getInputStream(jar.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
