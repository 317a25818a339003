package dev.bering.cost;

import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of bills: {@code charges/} holds one Parquet file for each {@link Bill}, with exactly
 * the columns of {@link ChargeColumn}, and in its footer what the bill was read from.
 *
 * <p>A bill is written whole or not at all: after a failure, or when the process is killed, each
 * bill is as it was or as it was to be, and what is left of the attempt is removed by the next one
 * that {@linkplain #lock locks} the folder. Readers need no lock.
 */
public final class BillStore {

  /** Where {@code bering cost import} writes unless told otherwise. */
  public static final String DEFAULT_FOLDER = "bills";

  private static final String ENDING = ".parquet";
  private static final String PART = ".part";
  private static final String ENTRY = "bering";

  private final Path folder;
  private final Path charges;

  private BillStore(Path folder) {
    this.folder = folder;
    this.charges = folder.resolve("charges");
  }

  /** The bills in a folder, which need not be there yet. */
  public static BillStore at(Path folder) {
    return new BillStore(folder.toAbsolutePath().normalize());
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /**
   * The charges of all bills, as what follows {@code FROM} in DuckDB: {@code SELECT
   * sum(EffectiveCost) FROM <this> AS charges}. It names the files that are there now.
   *
   * @throws UserException BILLS_MISSING if there is no bill
   */
  public String charges() {
    List<Path> files = files();
    if (files.isEmpty()) {
      throw UserException.source(
          new Problem(
              "BILLS_MISSING",
              "Cannot read bills in %s: there is none.".formatted(folder),
              "import some with 'bering cost import BILL... --into %s'".formatted(folder)));
    }
    return files.stream()
        .map(Sql::file)
        .collect(Collectors.joining(", ", "read_parquet([", "], hive_partitioning = false)"));
  }

  /**
   * When the newest usage of all bills began; empty if they have none.
   *
   * @throws UserException BILLS_MISSING if there is no bill
   */
  public Optional<Instant> newestUsage(Engine engine) {
    return engine
        .query(
            "SELECT coalesce(epoch_ms(max(ChargePeriodStart)), -1) FROM %s WHERE ChargeCategory = 'Usage'"
                .formatted(charges()),
            row -> row.number(0))
        .stream()
        .filter(millis -> millis >= 0)
        .findFirst()
        .map(Instant::ofEpochMilli);
  }

  /**
   * Every bill, by name; none if the folder is not there.
   *
   * @throws UserException BILL_UNREADABLE for each file that is no bill of this format
   */
  public List<Bill> bills(Engine engine) {
    List<Problem> problems = new ArrayList<>();
    List<Bill> bills = new ArrayList<>();
    for (Path file : files()) {
      try {
        bills.add(read(engine, file));
      } catch (UserException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    return List.copyOf(bills);
  }

  private static Bill read(Engine engine, Path file) {
    List<String> entries;
    try {
      entries =
          engine.query(
              "SELECT decode(value) FROM parquet_kv_metadata(%s) WHERE decode(key) = %s"
                  .formatted(Sql.file(file), Sql.literal(ENTRY)),
              row -> row.string(0));
    } catch (UserException e) {
      throw unreadable(file, "it is no whole Parquet file", e);
    }
    if (entries.size() != 1) {
      throw unreadable(file, "it does not say which bill it is", null);
    }
    Bill bill;
    try {
      bill = BillJson.bill(entries.get(0));
    } catch (IllegalArgumentException e) {
      throw unreadable(file, Objects.requireNonNullElse(e.getMessage(), "it is damaged"), e);
    }
    if (!file.getFileName().toString().equals(bill.name() + ENDING)) {
      throw unreadable(file, "it is the bill '%s' by another name".formatted(bill.name()), null);
    }
    return bill;
  }

  private static UserException unreadable(Path file, String fact, @Nullable Throwable cause) {
    Problem problem =
        new Problem(
            "BILL_UNREADABLE",
            "Cannot read bill %s: %s.".formatted(file, fact),
            "move it away and import the bill again");
    return cause == null ? UserException.source(problem) : UserException.source(problem, cause);
  }

  private List<Path> files() {
    if (!Files.isDirectory(charges)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(charges)) {
      return all.filter(file -> file.getFileName().toString().endsWith(ENDING))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "BILLS_UNREADABLE",
              "Cannot read bills in %s: %s.".formatted(folder, e.getMessage()),
              "see that the folder may be read"),
          e);
    }
  }

  /** Nobody else writes bills here until it is closed. */
  final class Lock implements AutoCloseable {
    private final FileChannel channel;
    private final FileLock lock;

    private Lock(FileChannel channel, FileLock lock) {
      this.channel = channel;
      this.lock = lock;
    }

    /** The lock ends also with the process; its file stays. */
    @Override
    public void close() {
      try {
        lock.release();
        channel.close();
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }

  /**
   * Keeps others from writing, and removes what killed writers left.
   *
   * @throws UserException BILLS_BUSY if somebody writes, BILLS_UNWRITABLE
   */
  Lock lock() {
    try {
      Files.createDirectories(charges);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // this process writes
      } finally {
        if (lock == null) {
          channel.close();
        }
      }
      if (lock == null) {
        throw UserException.temporary(
            new Problem(
                "BILLS_BUSY",
                "Cannot write bills in %s: another import or estimate writes there."
                    .formatted(folder),
                "wait until it has ended, then try again"));
      }
      Lock held = new Lock(channel, lock);
      try {
        removeParts(charges);
        return held;
      } catch (IOException e) {
        held.close();
        throw e;
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Removes what killed writers left in a folder, while it is locked. */
  static void removeParts(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(".") && name.endsWith(PART)) {
          Files.delete(file);
        }
      }
    }
  }

  private UserException unwritable(IOException why) {
    return UserException.source(
        new Problem(
            "BILLS_UNWRITABLE",
            "Cannot write bills in %s: %s.".formatted(folder, why.getMessage()),
            "see that the folder may be written, or choose another with --into"),
        why);
  }

  /**
   * Writes a bill in the place of an earlier one of its name. What was written is read again and
   * has to have as many rows and the same sums before it is shown to anybody.
   *
   * @param select rows of the columns of {@link ChargeColumn}
   * @throws UserException BILLS_UNWRITABLE; the earlier bill is as it was
   */
  void write(Engine engine, Bill bill, String select) {
    Path whole = charges.resolve(bill.name() + ENDING);
    Path part = charges.resolve(".%s.%s%s".formatted(bill.name(), UUID.randomUUID(), PART));
    String columns =
        Arrays.stream(ChargeColumn.values())
            .map(
                column ->
                    "CAST(%s AS %s) AS %s"
                        .formatted(
                            Sql.identifier(column.text()),
                            column.type().sql(),
                            Sql.identifier(column.text())))
            .collect(Collectors.joining(", "));
    try {
      try {
        Files.createDirectories(charges);
        engine.execute(
            "COPY (SELECT %s FROM (%s)) TO %s (FORMAT parquet, COMPRESSION zstd, KV_METADATA {%s: %s})"
                .formatted(
                    columns,
                    select,
                    Sql.literal(part.toString()),
                    ENTRY,
                    Sql.literal(BillJson.text(bill))));
        requireSame(engine, part, bill);
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static void requireSame(Engine engine, Path part, Bill bill) {
    List<BillTotal> written = BillTotals.of(engine, "read_parquet(%s)".formatted(Sql.file(part)));
    long rows =
        engine
            .query(
                """
                SELECT count(*) FROM read_parquet(%s) WHERE BilledCost IS NOT NULL
                  AND EffectiveCost IS NOT NULL AND ListCost IS NOT NULL
                  AND ContractedCost IS NOT NULL
                """
                    .formatted(Sql.file(part)),
                row -> row.number(0))
            .get(0);
    if (rows != bill.rows() || !written.equals(bill.totals())) {
      throw new IllegalStateException(
          "%s was to have %d rows with costs, of %s, and has %d of %s"
              .formatted(bill.name(), bill.rows(), bill.totals(), rows, written));
    }
  }
}
