package dev.bering.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A counted store does what every store does; and what it counts is what went through it. */
class TrafficTest extends StoreContract {

  private static final Location PLACE = Location.of("s3://lake/sales");

  @TempDir Path folder;

  private final Traffic traffic = new Traffic();

  @Override
  Store store() {
    return traffic.meter(Location.of(folder), new LocalStore(folder.resolve("root")));
  }

  @Override
  boolean keepsTimes() {
    return true;
  }

  @Test
  void countsBytesOfFilesAndCallsByStore() throws IOException {
    Store store = traffic.meter(PLACE, new LocalStore(folder.resolve("lake")));
    store.write("a", text("0123456789"));
    store.writeIfAbsent("b", text("012"), NOON);
    store.writeIfAbsent("b", text("never"), NOON);
    try (InputStream in = store.open("a")) {
      in.readNBytes(4);
    }
    store.status("a");
    store.list("");
    store.folders("");
    store.walk("", file -> {});
    store.delete("b");
    Traffic.Counts counts = counts("s3://lake");
    assertThat(counts.readBytes()).isEqualTo(4);
    assertThat(counts.writtenBytes()).isGreaterThanOrEqualTo(13).isLessThanOrEqualTo(18);
    assertThat(counts.copiedBytes()).isZero();
    assertThat(counts.requests())
        .isEqualTo(
            Map.of(
                Traffic.Operation.STATUS, 1L,
                Traffic.Operation.LIST, 3L,
                Traffic.Operation.READ, 1L,
                Traffic.Operation.WRITE, 3L,
                Traffic.Operation.DELETE, 1L));
  }

  @Test
  void tellsBytesThatTheStoreCopiedFromThoseThatPassedThroughThisProcess() throws IOException {
    Store source = traffic.meter(PLACE, new LocalStore(folder.resolve("lake")));
    Store target = traffic.meter(Location.of(folder), new LocalStore(folder.resolve("copy")));
    source.write("a", text("0123456789"));
    target.copy(source, "a", 10, "a");
    assertThat(counts("file").copiedBytes()).isEqualTo(10);
    assertThat(counts("file").writtenBytes()).isZero();
    assertThat(counts("file").requests()).containsEntry(Traffic.Operation.COPY, 1L);
  }

  @Test
  void countsAtBothStoresWhatPassedThroughThisProcess() throws IOException {
    Store elsewhere =
        new ForwardingStore(new LocalStore(folder.resolve("lake"))) {
          @Override
          public Store bare() {
            return this;
          }
        };
    Store source = traffic.meter(PLACE, elsewhere);
    Store target = traffic.meter(Location.of(folder), new LocalStore(folder.resolve("copy")));
    elsewhere.write("a", text("0123456789"));
    assertThat(target.copy(source, "a", 10, "a")).isInstanceOf(Copied.Hashed.class);
    assertThat(counts("s3://lake").readBytes()).isEqualTo(10);
    assertThat(counts("file").writtenBytes()).isEqualTo(10);
    assertThat(counts("file").copiedBytes()).isZero();
    assertThat(counts("file").requests()).containsEntry(Traffic.Operation.WRITE, 1L);
  }

  @Test
  void addsWhatOthersCounted() throws IOException {
    Traffic elsewhere = new Traffic();
    elsewhere.meter(PLACE, new LocalStore(folder.resolve("lake"))).write("a", text("0123456789"));
    traffic.add(elsewhere.counts());
    traffic.add(elsewhere.counts());
    assertThat(counts("s3://lake").writtenBytes()).isEqualTo(20);
    assertThat(counts("s3://lake").requests()).containsEntry(Traffic.Operation.WRITE, 2L);
  }

  private Traffic.Counts counts(String store) {
    return Objects.requireNonNull(traffic.counts().get(store));
  }
}
