package dev.bering.clone.folder;

import static dev.bering.clone.ParquetFixture.ID_AND_NAME;
import static dev.bering.clone.ParquetFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.KernelRows;
import dev.bering.clone.ParquetFixture;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.HdfsServer;
import dev.bering.stores.S3Server;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Folders on object stores and Hadoop file systems, copied as they are and made into tables. */
class RemoteFolderTest {

  private static final String ONE = "day=2026-01-31/n=a%2Fb/part-0.parquet";
  private static final String TWO = "day=2026-01-31/n=__HIVE_DEFAULT_PARTITION__/000000_0";
  private static final String THREE = "day=2026-02-01/n=c/part-0.parquet";

  @SuppressWarnings("NullAway.Init") // set before any test
  private static S3Server.Standard standard;

  @TempDir Path folder;

  private enum Service {
    S3 {
      @Override
      Location place() {
        return Location.of(S3Server.shared().bucket("folders") + "/lake");
      }
    },
    HDFS {
      @Override
      Location place() {
        return HdfsServer.shared().folder("folders");
      }
    };

    /** A new, empty place. */
    abstract Location place();
  }

  @BeforeAll
  static void startStores() {
    standard = S3Server.shared().asStandard();
  }

  @AfterAll
  static void forgetStores() {
    standard.close();
  }

  private ParquetFixture local() {
    return new ParquetFixture(folder.resolve("local"));
  }

  /** Puts files where they are to be cloned from, behind Bering's back. */
  private static void put(ParquetFixture local, Location source, String... paths)
      throws IOException {
    copy(Location.of(local.root()), source, List.of(paths));
  }

  private static void copy(Location source, Location target, List<String> paths)
      throws IOException {
    try (Store from = Stores.open(source);
        Store to = Stores.open(target)) {
      for (String path : paths) {
        to.write(path, () -> from.open(path));
      }
    }
  }

  private static long clone(Location source, Location target) {
    try (ClonePlan plan =
        new FolderPlanner(Progress.NONE).plan(source, target, FolderOptions.DEFAULT)) {
      return new CloneRunner(Progress.NONE).run(plan).copiedFileCount();
    }
  }

  private static CheckReport check(Location source, Location target) {
    return new FolderCheck(Progress.NONE).check(source, target);
  }

  private static FolderConversion conversion() {
    return new FolderConversion(Progress.NONE, Stores::open, Clock.systemUTC());
  }

  private static long convert(Location source, Location target) {
    try (ClonePlan plan = conversion().plan(source, target, ConversionOptions.DEFAULT)) {
      return new CloneRunner(Progress.NONE).run(plan).copiedFileCount();
    }
  }

  private static void assertSays(CheckReport report, ExitCode exitCode, String counts) {
    assertThat(report.exitCode()).as(report.text()).isEqualTo(exitCode);
    assertThat(report.text()).contains(counts);
  }

  @ParameterizedTest
  @EnumSource
  void copiesAFolderAndLaterWhatHasChangedInIt(Service service) throws IOException {
    ParquetFixture local =
        local().write(ONE, ID_AND_NAME, row(1, "x")).write(TWO, ID_AND_NAME, row(2, "y"));
    Location lake = service.place();
    Location source = Location.of(lake + "/orders");
    Location target = Location.of(lake + "/copy");
    put(local, source, ONE, TWO);
    try (Store store = Stores.open(source)) {
      store.write("_SUCCESS", () -> InputStream.nullInputStream());
    }

    assertThat(clone(source, target)).isEqualTo(2);
    assertSays(check(source, target), ExitCode.OK, "= 2  - 0  + 0  * 0  ! 0 ");
    assertThat(clone(source, target)).isZero();

    // Another row of the same length: only time, number or tag tell.
    local.write(ONE, ID_AND_NAME, row(9, "z")).write(THREE, ID_AND_NAME, row(3, "w"));
    put(local, source, ONE, THREE);
    assertSays(check(source, target), ExitCode.DIFFERENT, "= 1  - 0  + 1  * 1  ! 0 ");
    assertThat(clone(source, target)).isEqualTo(2);
    assertSays(check(source, target), ExitCode.OK, "= 3  - 0  + 0  * 0  ! 0 ");
    assertSays(check(Location.of(local.root()), target), ExitCode.OK, "= 3  - 0 ");
  }

  @ParameterizedTest
  @EnumSource
  void makesATableOfAFolderAndLaterACommitOfWhatHasChanged(Service service) throws IOException {
    ParquetFixture local =
        local().write(ONE, ID_AND_NAME, row(1, "x")).write(TWO, ID_AND_NAME, row(2, "y"));
    Location lake = service.place();
    Location source = Location.of(lake + "/orders");
    Location target = Location.of(lake + "/table");
    put(local, source, ONE, TWO);

    assertThat(convert(source, target)).isEqualTo(2);
    assertSays(conversion().check(source, target), ExitCode.OK, "= 2  - 0  + 0  * 0  ! 0 ");
    assertThat(rows(target)).containsExactly("1|x|2026-01-31|a/b", "2|y|2026-01-31|null");
    assertThat(convert(source, target)).isZero();

    local.write(ONE, ID_AND_NAME, row(9, "z")).write(THREE, ID_AND_NAME, row(3, "w"));
    put(local, source, ONE, THREE);
    assertThat(conversion().check(source, target).exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(convert(source, target)).isEqualTo(2);
    assertSays(conversion().check(source, target), ExitCode.OK, "= 3  - 0  + 0  * 0  ! 0 ");
    assertThat(rows(target))
        .containsExactly("2|y|2026-01-31|null", "3|w|2026-02-01|c", "9|z|2026-01-31|a/b");
    try (Store store = Stores.open(target)) {
      assertThat(store.list("_delta_log")).hasSize(2);
    }
  }

  /** As an independent reader sees them. */
  private List<String> rows(Location table) throws IOException {
    Path here = folder.resolve("here");
    List<String> paths = new ArrayList<>();
    try (Store store = Stores.open(table)) {
      store.walk("", file -> paths.add(file.path()));
    }
    copy(table, Location.of(here), paths);
    return KernelRows.read(here).stream().sorted().toList();
  }
}
