package dev.bering.stores;

import static dev.bering.stores.StoreContract.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BandwidthTest {

  private static final long SECOND = 1_000_000_000;

  private record Grant(long releasedAt, int bytes) {}

  /**
   * In no stretch of time may more pass than the rate, a tenth of a second's worth and one piece.
   */
  @Test
  void neverGrantsMoreThanTheRate() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      long rate = 1 + (long) (Math.pow(10, random.nextInt(10)) * random.nextDouble());
      AtomicLong now = new AtomicLong(Long.MAX_VALUE - random.nextInt(1000));
      long start = now.get();
      Bandwidth bandwidth = Bandwidth.ofBytesPerSecond(rate, now::get);
      List<Grant> grants = new ArrayList<>();
      int largest = 1;
      for (int i = 0; i < 200; i++) {
        now.addAndGet((long) (random.nextDouble() * SECOND * random.nextInt(3)));
        int bytes = 1 + random.nextInt((int) Math.min(1 << 20, 2 * rate));
        largest = Math.max(largest, bytes);
        grants.add(new Grant(now.get() - start + bandwidth.grant(bytes), bytes));
      }
      for (int from = 0; from < grants.size(); from++) {
        double passed = 0;
        for (int to = from; to < grants.size(); to++) {
          passed += grants.get(to).bytes();
          double seconds =
              (double) (grants.get(to).releasedAt() - grants.get(from).releasedAt()) / SECOND;
          assertThat(passed)
              .as("seed %d, grants %d to %d", seed, from, to)
              .isLessThanOrEqualTo(rate * (seconds + 0.1) + largest + 1);
        }
      }
    }
  }

  /** Whoever always rests as told gets the whole rate. */
  @Test
  void wastesNothing() {
    AtomicLong now = new AtomicLong();
    Bandwidth bandwidth = Bandwidth.ofBytesPerSecond(1_000_000, now::get);
    long bytes = 0;
    while (now.get() < 100 * SECOND) {
      now.addAndGet(bandwidth.grant(10_000));
      bytes += 10_000;
    }
    assertThat(bytes).isBetween(100_000_000L, 100_200_000L);
  }

  @Test
  void holdsForAllThreadsTogether() {
    AtomicLong now = new AtomicLong();
    Bandwidth bandwidth = Bandwidth.ofBytesPerSecond(1000, now::get);
    assertThat(bandwidth.grant(100)).isZero();
    assertThat(bandwidth.grant(1000)).isEqualTo(SECOND);
    assertThat(bandwidth.grant(1000)).isEqualTo(2 * SECOND);
  }

  @Test
  void passesEveryByteOn() throws IOException {
    byte[] bytes = random(1 << 20);
    Bandwidth bandwidth = Bandwidth.ofBytesPerSecond(Long.MAX_VALUE);
    try (InputStream in = bandwidth.limit(new ByteArrayInputStream(bytes))) {
      assertThat(in.read()).isEqualTo(bytes[0] & 0xff);
      assertThat(in.readAllBytes()).hasSize(bytes.length - 1);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void limitsWritesOfAStore(@TempDir Path folder) throws IOException {
    AtomicLong now = new AtomicLong();
    Bandwidth bandwidth = Bandwidth.ofBytesPerSecond(1L << 30, now::get);
    Store store = bandwidth.limit(new LocalStore(folder));
    byte[] bytes = random(1 << 20);
    store.write("x", Content.of(bytes));
    store.writeIfAbsent("y", Content.of(bytes), StoreContract.NOON);
    store.copy(store, "x", bytes.length, "z");
    assertThat(store.hash("z")).isEqualTo(ContentHash.of(new ByteArrayInputStream(bytes)));
    // Three megabytes were paid for out of a tenth of a second's worth; this asks for the rest.
    long left = (1L << 30) / 10 - 3 * (1L << 20);
    long granted = 0;
    long wait = 0;
    while (wait == 0) {
      wait = bandwidth.grant(1 << 20);
      granted += 1 << 20;
    }
    assertThat(granted - left).isBetween(0L, 2L << 20);
  }

  @Test
  void stopsWhenInterrupted() {
    Bandwidth bandwidth = Bandwidth.ofBytesPerSecond(1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () -> bandwidth.limit(new ByteArrayInputStream(new byte[1000])).readAllBytes())
        .isInstanceOf(InterruptedIOException.class)
        .hasMessage("interrupted while keeping to the bandwidth limit");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void refusesALimitOfNothing() {
    assertThatThrownBy(() -> Bandwidth.ofBytesPerSecond(0))
        .hasMessage("Bandwidth of 0 bytes a second");
  }
}
