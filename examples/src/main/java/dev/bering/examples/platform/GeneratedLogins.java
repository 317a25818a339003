package dev.bering.examples.platform;

import dev.bering.slices.Slice;
import dev.bering.slices.SliceRange;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A log that no server wrote: people who log in and mistype, scanners that try a few accounts, now
 * and then somebody who tries a hundred times, and lines that make no sense.
 *
 * @param seed the same seed gives the same lines, on every machine
 */
record GeneratedLogins(long seed) implements LoginSource {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("MMM d HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final List<String> PEOPLE = List.of("ada", "grace", "edsger");
  private static final List<String> TRIED = List.of("admin", "test", "pi", "oracle");
  private static final int SCANNERS = 40;
  private static final int PERSISTENT_EVERY = 97;
  private static final int SENSELESS_EVERY = 23;

  @Override
  public void forEachLine(SliceRange hours, Consumer<String> consumer) {
    SplittableRandom random = new SplittableRandom(seed);
    int number = 0;
    for (Slice hour : hours.slices()) {
      number++;
      Lines lines = new Lines(random);
      for (int visit = random.nextInt(3); visit > 0; visit--) {
        int who = random.nextInt(PEOPLE.size());
        lines.person(PEOPLE.get(who), "10.0.0." + (10 + who));
      }
      for (int scan = random.nextInt(3); scan > 0; scan--) {
        lines.scanner(TRIED.get(random.nextInt(TRIED.size())), scanner(random));
      }
      if (number % PERSISTENT_EVERY == 0) {
        lines.persistent(scanner(random));
      }
      if (number % SENSELESS_EVERY == 0) {
        lines.add("Bad protocol version identification 'GET / HTTP/1.1' from 203.0.113.9 port 80");
      }
      lines.handOn(hour, consumer);
    }
  }

  private static String scanner(SplittableRandom random) {
    return "198.51.100." + random.nextInt(SCANNERS);
  }

  /** The messages of one hour. */
  private static final class Lines {
    private final SplittableRandom random;
    private final StringBuilder messages = new StringBuilder();

    Lines(SplittableRandom random) {
      this.random = random;
    }

    void add(String message) {
      messages.append(message).append('\n');
    }

    void person(String account, String address) {
      if (random.nextInt(4) == 0) {
        add("Failed password for %s from %s port 4022 ssh2".formatted(account, address));
      }
      add("Accepted publickey for %s from %s port 4022 ssh2".formatted(account, address));
      add("Disconnected from %s port 4022".formatted(address));
    }

    void scanner(String account, String address) {
      add("Invalid user %s from %s".formatted(account, address));
      add(
          "Failed password for invalid user %s from %s port 50022 ssh2"
              .formatted(account, address));
    }

    void persistent(String address) {
      add("Failed password for root from %s port 50022 ssh2".formatted(address));
      add(
          "message repeated 99 times: [ Failed password for root from %s port 50022 ssh2]"
              .formatted(address));
    }

    /** Spread evenly over the hour, so that they are in the order of their time. */
    void handOn(Slice hour, Consumer<String> consumer) {
      List<String> all = messages.toString().lines().toList();
      for (int i = 0; i < all.size(); i++) {
        Instant at = hour.start().plusSeconds(3_600L * i / all.size());
        consumer.accept("%s gate sshd[%d]: %s".formatted(stamp(at), 1_000 + i, all.get(i)));
      }
    }

    /** Syslog writes a day of one digit behind a blank. */
    private static String stamp(Instant at) {
      String[] parts = STAMP.format(at).split(" ", -1);
      return "%s %2s %s".formatted(Arrays.asList(parts).toArray());
    }
  }
}
