package com.amazonaws.services.lambda.kinesis.prewarming.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.kinesis.prewarming.local.LambdaRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the deployable jar holds. */
class JarIT {

  private static final long MOST_BYTES = 5_600_000;

  @Test
  void itIsSmall() throws IOException {
    long size = Files.size(LambdaRuntime.packagedJar());

    assertTrue(size <= MOST_BYTES, size + " bytes");
  }

  @Test
  void itCarriesTheLicenceAndTheNoticesOfAllThatIsInIt() throws IOException {
    assertTrue(text("META-INF/LICENSE").contains("Apache License"));
    String notice = text("META-INF/NOTICE");
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

  @Test
  void ofCommonLoggingNothingIsLeftOutAsItIsFoundByName() throws IOException {
    Set<String> entries = entries();

    assertTrue(entries.contains("org/apache/commons/logging/impl/LogFactoryImpl.class"));
    assertTrue(entries.contains("org/apache/commons/logging/impl/Jdk14Logger.class"));
  }

  @Test
  void itHoldsNoTestsNoSignaturesAndNoModulesOfOthers() throws IOException {
    for (String entry : entries()) {
      assertFalse(entry.matches("META-INF/.*\\.(SF|RSA|DSA)|(.*/)?module-info\\.class"), entry);
      assertFalse(entry.startsWith("org/junit/") || entry.startsWith("META-INF/maven/"), entry);
    }
  }

  @Test
  void theProjectsOwnLicenceAndNoticeStandInItsRoot() throws IOException {
    assertEquals(Files.readString(Path.of("LICENSE")), text("META-INF/LICENSE"));
    assertTrue(text("META-INF/NOTICE").strip().startsWith("AWS Lambda Kinesis Prewarming"));
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
