package dev.bering.stores;

import static dev.bering.stores.StoreContract.read;
import static dev.bering.stores.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both kinds of lease files: with conditions of the service, and without. */
class LeaseTest {

  private static final Retries RETRIES =
      new Retries(new Backoff(2, Duration.ZERO, Duration.ofMillis(1)));

  private enum Kind {
    S3,
    FILES
  }

  @TempDir Path folder;

  private Store store;
  private LeaseFile file;

  @BeforeEach
  void open() {
    open(Kind.FILES);
  }

  private void open(Kind kind) {
    if (kind == Kind.FILES) {
      store = new LocalStore(folder);
      file = new StoreLeaseFile(store);
    } else {
      S3Server server = S3Server.shared();
      S3Service service = new S3Service(server.client());
      Location bucket = server.bucket("lease");
      store = new S3Store(service, bucket, S3Sizes.STANDARD, RETRIES);
      file = new S3LeaseFile(service, new S3Object(bucket.authority(), Lease.PATH));
    }
  }

  private Lease claim() throws IOException {
    return Lease.claim(file, "the root", RETRIES);
  }

  @ParameterizedTest
  @EnumSource
  void admitsOneOwner(Kind kind) throws IOException {
    open(kind);
    Lease lease = claim();
    assertThatThrownBy(this::claim)
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot write to the root: another bering process is writing there.");
    lease.renew();
    lease.renew();
    assertThatThrownBy(this::claim).isInstanceOf(UserException.class);
    lease.close();
    assertThat(store.status(Lease.PATH)).isEmpty();
    claim().close();
  }

  @ParameterizedTest
  @EnumSource
  void takesOverFromAnOwnerThatDied(Kind kind) throws IOException {
    open(kind);
    store.write(Lease.PATH, text(new LeaseNote("dead", Duration.ofSeconds(60), 1).text()));
    assertThatThrownBy(this::claim).isInstanceOf(UserException.class);
    file = aged(file);
    claim().close();
    assertThat(store.status(Lease.PATH)).isEmpty();
  }

  /** The same file an hour later. */
  private static LeaseFile aged(LeaseFile file) {
    return new LeaseFile() {
      @Override
      public Optional<String> create(String text) throws IOException {
        return file.create(text);
      }

      @Override
      public Optional<Seen> read() throws IOException {
        return file.read().map(seen -> new Seen(seen.text(), seen.tag(), seen.age().plusHours(1)));
      }

      @Override
      public Optional<String> replace(Seen seen, String text) throws IOException {
        return file.replace(seen, text);
      }

      @Override
      public void remove(String tag) throws IOException {
        file.remove(tag);
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void replacesOnlyWhatItSaw(Kind kind) throws IOException {
    open(kind);
    assertThat(file.create("first")).isPresent();
    assertThat(file.create("another")).isEmpty();
    LeaseFile.Seen seen = file.read().orElseThrow();
    assertThat(seen.age()).isBetween(Duration.ofSeconds(-5), Duration.ofSeconds(60));
    assertThat(file.replace(seen, "second")).isPresent();
    assertThat(file.replace(seen, "third")).isEmpty();
    remove(seen.tag());
    assertThat(read(store, Lease.PATH)).isEqualTo("second");
    remove(file.read().orElseThrow().tag());
    assertThat(file.read()).isEmpty();
    assertThat(file.replace(seen, "fourth")).isEmpty();
  }

  /** The service hangs up without a word after it refused a condition. */
  private void remove(String tag) throws IOException {
    RETRIES.call(
        () -> {
          file.remove(tag);
          return true;
        });
  }

  @ParameterizedTest
  @EnumSource
  void saysThatAClaimWasLost(Kind kind) throws IOException {
    open(kind);
    Lease lease = claim();
    store.write(Lease.PATH, text(new LeaseNote("other", Duration.ofSeconds(60), 1).text()));
    lease.renew();
    assertThatThrownBy(lease::close)
        .hasMessage("the claim on the root was lost: another process took it");
    assertThat(read(store, Lease.PATH)).contains("owner other");
  }

  @Test
  void readsNotesAndDoubtsOthers() {
    LeaseNote note = new LeaseNote("me", Duration.ofSeconds(60), -7);
    assertThat(LeaseNote.of(note.text(), Duration.ZERO)).isEqualTo(note);
    for (String text : List.of("", "nonsense", note.text() + "more")) {
      assertThat(LeaseNote.of(text, Duration.ofSeconds(9)))
          .isEqualTo(new LeaseNote("unknown", Duration.ofSeconds(9), 0));
    }
  }
}
