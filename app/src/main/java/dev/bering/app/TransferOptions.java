package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.stores.Backoff;
import dev.bering.stores.Bandwidth;
import dev.bering.stores.Proof;
import dev.bering.stores.Retries;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.stores.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How hard a copy may work. */
final class TransferOptions {

  private static final Pattern RATE =
      Pattern.compile("(\\d{1,9})(k|m|g)?b?(?:/s)?", Pattern.CASE_INSENSITIVE);

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Files that are copied at once; with --engine spark, by each task.")
  private @Nullable Integer concurrency;

  @Option(
      names = "--bandwidth",
      paramLabel = "RATE",
      description = "Bytes written per second at most, such as 50M.")
  private @Nullable String bandwidth;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(
      names = "--verify",
      paramLabel = "LEVEL",
      description =
          "What must agree before a copied file counts: hash (read back, or confirmed by the store;"
              + " default), or between local folders only its size. With rows, its hash, and in the"
              + " end the rows of both sides, as by 'bering check --rows'.")
  private String verify = "hash";

  private enum Level {
    SIZE(Proof.SIZE),
    HASH(Proof.HASH),
    ROWS(Proof.HASH);

    private final Proof ofFiles;

    Level(Proof ofFiles) {
      this.ofFiles = ofFiles;
    }
  }

  /** What is wrong with the options. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(engine.problems("CLONE_OPTION", "copy"));
    if (bandwidth != null && engine.isSpark()) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot copy with --bandwidth and --engine spark: no task knows what the others"
                  + " write.",
              "leave out one of them"));
    }
    if (concurrency != null && (concurrency < 1 || concurrency > 256)) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot copy with --concurrency %d: it must be 1 to 256.".formatted(concurrency),
              "leave it out for twice the processors"));
    }
    if (bandwidth != null && (!RATE.matcher(bandwidth).matches() || rate(bandwidth) < 1)) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot copy with --bandwidth '%s': it is no rate.".formatted(bandwidth),
              "write bytes per second, such as 800k, 50M or 2G"));
    }
    if (engine.isSpark() && level().equals(Optional.of(Level.SIZE))) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot copy with --verify size and --engine spark: tasks always compare checksums.",
              "leave out one of them"));
    }
    if (level().isEmpty()) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot copy with --verify '%s': there is no such level.".formatted(verify),
              "write hash, size or rows"));
    }
    return problems;
  }

  /** The options that were given and that matter for tables of files only, for sentences. */
  List<String> ofFiles() {
    List<String> given = new ArrayList<>();
    if (concurrency != null) {
      given.add("--concurrency");
    }
    if (bandwidth != null) {
      given.add("--bandwidth");
    }
    if (!verify.equals("hash")) {
      given.add("--verify");
    }
    if (engine.isSpark()) {
      given.add("--engine spark");
    }
    return given;
  }

  /** Whether the rows are compared when the files are copied. */
  boolean verifiesRows() {
    return level().equals(Optional.of(Level.ROWS));
  }

  private Optional<Level> level() {
    return Arrays.stream(Level.values())
        .filter(level -> level.name().toLowerCase(Locale.ROOT).equals(verify))
        .findFirst();
  }

  private static long rate(String text) {
    Matcher rate = RATE.matcher(text);
    if (!rate.matches()) {
      return 0;
    }
    String unit = rate.group(2) == null ? "" : rate.group(2).toLowerCase(Locale.ROOT);
    long factor =
        switch (unit) {
          case "k" -> 1_000L;
          case "m" -> 1_000_000L;
          case "g" -> 1_000_000_000L;
          default -> 1L;
        };
    return Long.parseLong(rate.group(1)) * factor;
  }

  /** Makes what carries the files of one run; called once, as all its tables share the limits. */
  Transfer open(Progress progress) {
    Retries retries = new Retries(Backoff.STANDARD);
    Proof proof = level().orElseThrow().ofFiles;
    Traffic traffic = new Traffic();
    Function<Location, Store> stores =
        location -> traffic.meter(location, Stores.open(location, retries, proof));
    return new Transfer(
        progress,
        stores,
        limited(stores),
        Optional.ofNullable(concurrency),
        retries,
        traffic,
        engine.open());
  }

  private Function<Location, Store> limited(Function<Location, Store> stores) {
    if (bandwidth == null) {
      return stores;
    }
    Bandwidth limit = Bandwidth.ofBytesPerSecond(rate(bandwidth));
    return location -> limit.limit(stores.apply(location));
  }
}
