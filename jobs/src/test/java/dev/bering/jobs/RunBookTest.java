package dev.bering.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.stores.ForwardingStore;
import dev.bering.stores.Store;
import dev.bering.stores.StoreInput;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the records of runs are, and what is read of them. */
class RunBookTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  @TempDir Path folder;

  /** Tells which files were read. */
  private static class Reads extends ForwardingStore {
    final List<String> opened = new ArrayList<>();

    Reads(Store store) {
      super(store);
    }

    @Override
    public StoreInput open(String path) throws IOException {
      opened.add(path.substring(path.lastIndexOf('/') + 1));
      return super.open(path);
    }
  }

  private Reads reads() {
    return new Reads(Stores.open(Location.of(folder)));
  }

  private static RunRecord run(int number) {
    return new RunRecord(
        RunRecord.FORMAT,
        id(number),
        number % 2 == 0 ? "bills" : "features",
        new RunRecord.Source("jobs", OptionalLong.empty(), "a.yaml", "hash", new TreeMap<>()),
        LocalDate.of(2026, 11, 23),
        JobChoice.NONE,
        new TreeMap<>(),
        new TreeMap<>(),
        NOW,
        List.of(),
        false,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static String id(int number) {
    return "%s-20261123-100000-%06d".formatted(number % 2 == 0 ? "bills" : "features", number);
  }

  private static List<String> ids(RunBook.OpenRuns open) {
    assertThat(open.problems()).isEmpty();
    return open.runs().stream().map(RunRecord::id).sorted().toList();
  }

  @Test
  void closedRunsAreNotReadToFindThoseThatAreOpen() {
    RunBook book = new RunBook(reads());
    assertThat(ids(book.open())).isEmpty();
    for (int i = 0; i < 30; i++) {
      book.write(run(i));
      if (i >= 3) {
        book.write(run(i).closed(NOW));
      }
    }
    Reads reads = reads();
    RunBook next = new RunBook(reads);
    assertThat(ids(next.open())).containsExactly(id(0), id(2), id(1));
    assertThat(reads.opened)
        .containsExactlyInAnyOrder(id(0) + ".json", id(1) + ".json", id(2) + ".json");
    reads.opened.clear();
    assertThat(ids(next.open("features"::equals))).containsExactly(id(1));
    assertThat(reads.opened).containsExactly(id(1) + ".json");
  }

  @Test
  void aBookOfAnOlderBeringIsReadWholeOnce() throws Exception {
    RunBook book = new RunBook(reads());
    for (int i = 0; i < 4; i++) {
      book.write(i == 1 ? run(i) : run(i).closed(NOW));
    }
    Files.delete(folder.resolve("_bering/open-runs").resolve(id(1) + ".open"));
    assertThat(ids(new RunBook(reads()).open())).containsExactly(id(1));
    Reads reads = reads();
    assertThat(ids(new RunBook(reads).open())).containsExactly(id(1));
    assertThat(reads.opened).containsExactly(id(1) + ".json");
  }

  @Test
  void whoeverIsKilledBetweenRecordAndMarkLosesNoRun() throws Exception {
    RunBook book = new RunBook(reads());
    book.open();
    book.write(run(1).closed(NOW));
    Path marks = folder.resolve("_bering/open-runs");
    Files.writeString(marks.resolve(id(1) + ".open"), ""); // closed, and not yet unmarked
    Files.writeString(marks.resolve(id(2) + ".open"), ""); // about to be made
    assertThat(ids(book.open())).isEmpty();
    assertThat(marks.resolve(id(1) + ".open")).doesNotExist();
    assertThat(marks.resolve(id(2) + ".open")).exists();
    book.write(run(2));
    assertThat(ids(book.open())).containsExactly(id(2));
  }

  @Test
  void aRunThatIsWrittenOpenWhileOrAfterSomebodyElseClosesItIsFoundAgain() {
    RunBook follower = new RunBook(reads());
    RunBook other = new RunBook(reads());
    assertThat(ids(other.open())).isEmpty();
    follower.write(run(1));
    other.write(run(1).closed(NOW));
    follower.write(run(1));
    assertThat(ids(other.open())).containsExactly(id(1));
    // The record is written open between the one that closes it and the end of its mark.
    Reads late =
        new Reads(Stores.open(Location.of(folder))) {
          @Override
          public void delete(String path) throws IOException {
            follower.write(run(1));
            super.delete(path);
          }
        };
    new RunBook(late).write(run(1).closed(NOW));
    assertThat(ids(other.open())).containsExactly(id(1));
  }

  @Test
  void anOlderBeringThatKnowsNoMarksRefusesTheRecordsOfThisOne() throws Exception {
    RunBook book = new RunBook(reads());
    book.write(run(1));
    Path record = folder.resolve("_bering/runs/features").resolve(id(1) + ".json");
    assertThat(Files.readString(record)).contains("\"format\" : 2,");
    Files.writeString(
        record, Files.readString(record).replace("\"format\" : 2,", "\"format\" : 1,"));
    assertThat(book.read(id(1)).id()).isEqualTo(id(1));
  }

  @Test
  void aRecordThatCannotBeReadIsToldAndHidesNoOther() throws Exception {
    RunBook book = new RunBook(reads());
    book.write(run(1));
    book.write(run(2));
    Files.writeString(folder.resolve("_bering/runs/features").resolve(id(1) + ".json"), "{");
    for (int i = 0; i < 2; i++) {
      RunBook.OpenRuns open = book.open();
      assertThat(open.runs()).extracting(RunRecord::id).containsExactly(id(2));
      assertThat(open.problems())
          .extracting(Problem::message)
          .containsExactly(
              "Cannot read run %s: _bering/runs/features/%s.json in %s is no record."
                  .formatted(id(1), id(1), book.place()));
    }
    // What is wrong with one job is no matter of another.
    assertThat(ids(book.open("bills"::equals))).containsExactly(id(2));
    // It was never read whole, so it is read whole again.
    assertThat(folder.resolve("_bering/open-runs/complete")).doesNotExist();
  }
}
