package dev.bering.stores;

import static dev.bering.stores.StoreContract.random;
import static dev.bering.stores.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bytes are what was sent, and conditions hold, or the store says that it cannot know. */
class S3IntegrityTest extends BehindFaultyProxy {

  @Test
  void refusesAServiceThatIgnoresConditions() {
    String ignored =
        "HTTP/1.1 200 OK\r\nETag: \"0\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    fault =
        line ->
            line.startsWith("PUT ") && faults.getAndIncrement() == 1
                ? Optional.of(ignored)
                : Optional.empty();
    assertThatThrownBy(() -> store().lock())
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot write to %s: the service ignores 'If-None-Match', so that of two writers both"
                    .formatted(root)
                + " would succeed.");
    assertThat(server.admin().listObjectsV2(list -> list.bucket(root.authority())).contents())
        .isEmpty();
  }

  @Test
  void refusesAServiceThatIgnoresRanges() throws IOException {
    direct().write("x", text("0123456789"));
    fault =
        line ->
            line.startsWith("GET ")
                ? Optional.of(
                    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n0123456789")
                : Optional.empty();
    try (StoreInput in = store().open("x")) {
      in.seek(7);
      assertThatThrownBy(in::read)
          .hasMessage(
              "the service answered with 10 bytes instead of 3 from 7 on for %s/x".formatted(root));
    }
  }

  @Test
  void readsBackWhatTheServiceDoesNotConfirm() throws IOException {
    fault = changing(S3IntegrityTest::withoutChecksums);
    for (int length : List.of(100, PART + 10)) {
      store().write("x" + length, Content.of(random(length)));
      assertThat(direct().hash("x" + length))
          .isEqualTo(ContentHash.of(new ByteArrayInputStream(random(length))));
    }
    assertThat(proxy.requests())
        .filteredOn(method("GET"))
        .anyMatch(line -> line.contains("/x100"))
        .anyMatch(line -> line.contains("/x" + (PART + 10)));
  }

  @Test
  void readsNothingBackThatTheServiceConfirms() throws IOException {
    store().write("x", Content.of(random(100)));
    store().write("y", Content.of(random(PART + 10)));
    assertThat(proxy.requests("GET")).isZero();
    assertThat(proxy.requests("HEAD")).isZero();
  }

  @Test
  void removesAndReportsWhatWasStoredWrongly() throws IOException {
    fault =
        changing(
            (line, answer) -> {
              byte[] changed = withoutChecksums(line, answer);
              if (line.startsWith("GET ")) {
                changed[changed.length - 1] ^= 1;
              }
              return changed;
            });
    assertThatThrownBy(() -> store().write("x", text("hello")))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "wrote ContentHash.* but read back ContentHash.*: %s/x".formatted(root));
    assertThat(direct().status("x")).isEmpty();
  }

  /** As a service answers that tells nothing of what it stored. */
  private static byte[] withoutChecksums(String line, byte[] answer) {
    return line.matches("(PUT|POST) .*") && !line.contains("partNumber=")
        ? new String(answer, StandardCharsets.ISO_8859_1)
            .replaceAll("(?i)\r\netag: [^\r]*", "")
            .replace("ETag>", "None>")
            .replace("ChecksumCRC32C>", "NoneNoneNoneNo>")
            .replaceAll("(?i)x-amz-checksum", "x-amz-xxxxxxxx")
            .getBytes(StandardCharsets.ISO_8859_1)
        : answer;
  }
}
