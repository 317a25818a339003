package dev.bering.stores;

import static dev.bering.stores.StoreContract.random;
import static dev.bering.stores.StoreContract.read;
import static dev.bering.stores.StoreContract.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Copies that the service makes by itself. */
class S3CopyTest extends BehindFaultyProxy {

  @Test
  void copiesWithoutAByteComingThrough() throws IOException {
    for (int length : new int[] {10, PART + 10, (7 << 20)}) {
      byte[] bytes = random(length);
      direct().write("from é/" + length, Content.of(bytes));
      Store store = store();
      Copied copied = store.copy(store, "from é/" + length, length, "to ü/" + length);
      assertThat(copied).isInstanceOf(Copied.ByService.class);
      assertThat(copied.sizeBytes()).isEqualTo(length);
      assertThat(direct().hash("to ü/" + length))
          .isEqualTo(ContentHash.of(new ByteArrayInputStream(bytes)));
    }
    assertThat(proxy.requests("GET")).isZero();
    assertThat(proxy.requests()).anyMatch(line -> line.contains("partNumber=2"));
  }

  @Test
  void saysWhetherACopyWasCompared() throws IOException {
    Store store = store();
    store.write("small", text("hello"));
    assertThat(store.copy(store, "small", 5, "copy"))
        .isEqualTo(new Copied.ByService(5, Copied.Agreement.CHECKSUM));
    store.write("parts", Content.of(random(PART + 10)));
    assertThat(store.copy(store, "parts", PART + 10, "copy"))
        .isEqualTo(new Copied.ByService(PART + 10, Copied.Agreement.SIZE));
  }

  @Test
  void copiesThroughThisProcessFromAnotherService() throws IOException {
    direct().write("x", text("hello"));
    assertThat(store().copy(direct(), "x", 5, "y")).isInstanceOf(Copied.Hashed.class);
    assertThat(read(direct(), "y")).isEqualTo("hello");
  }

  /** As a service would do that ignores the condition on the source. */
  @Test
  void removesACopyThatIsNotAsLongAsItsSource() throws IOException {
    Store direct = direct();
    for (int length : new int[] {10, 7 << 20}) {
      direct.write("x", Content.of(random(length)));
      fault =
          changing(
              (line, answer) ->
                  line.matches("HEAD .*/y HTTP/1.1")
                      ? new String(answer, ISO_8859_1)
                          .replaceFirst("(?i)content-length: \\d+", "Content-Length: 9")
                          .getBytes(ISO_8859_1)
                      : answer);
      Store store = store();
      assertThatThrownBy(() -> store.copy(store, "x", length, "y"))
          .hasMessage(
              "the service copied %d bytes of %s/x, but %s/y has 9".formatted(length, root, root));
      assertThat(direct.status("y")).isEmpty();
    }
  }

  @Test
  void copiesOneVersionOrNothing() throws IOException {
    Store direct = direct();
    direct.write("x", Content.of(random(7 << 20)));
    fault =
        line -> {
          if (line.contains("partNumber=2") && faults.getAndIncrement() == 0) {
            try {
              direct.write("x", Content.of(random(8 << 20)));
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
          return Optional.empty();
        };
    Store store = store();
    assertThatThrownBy(() -> store.copy(store, "x", 7 << 20, "y"))
        .hasMessage("%s/x was replaced while it was being read".formatted(root));
    assertThat(direct.status("y")).isEmpty();
  }
}
