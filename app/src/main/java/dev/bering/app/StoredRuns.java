package dev.bering.app;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.model.Bytes;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A folder of kept reports, one JSON file each, on any store: {@code
 * 20261122T101530.123Z_legacy.parquet_ported_1f0c9a2b.json}. The name is made of the time, both
 * tables and a hash of what was compared by what. A file is written once and never again.
 */
final class StoredRuns {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile("\\d{8}T\\d{6}\\.\\d{3}Z_[\\w.-]*_[\\w.-]*_[0-9a-f]{8}(-\\d+)?\\.json");
  private static final int MAX_NAME = 40;
  private static final long MAX_BYTES = 64L << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Location folder;

  StoredRuns(String folder) {
    this.folder = Location.of(folder);
  }

  /**
   * Keeps a report.
   *
   * @return the name of its file
   * @throws UserException RUN_UNWRITABLE: nothing was kept
   */
  String add(DiffResult result, ExitCode exitCode, Instant now) {
    byte[] document = document(result, exitCode, now).getBytes(StandardCharsets.UTF_8);
    String name = name(result.pair(), now);
    try (Store store = Stores.open(folder)) {
      String free = name + ".json";
      for (int again = 2; !store.writeIfAbsent(free, Content.of(document), now); again++) {
        free = "%s-%d.json".formatted(name, again);
      }
      return free;
    } catch (IOException e) {
      throw UserException.usage(
          new Problem(
              "RUN_UNWRITABLE",
              "Cannot save the report in %s: %s.".formatted(folder, e.getMessage()),
              "name a folder that can be written to"),
          e);
    }
  }

  private static String document(DiffResult result, ExitCode exitCode, Instant now) {
    Map<String, Object> parts = new LinkedHashMap<>();
    DiffResult.Pair pair = result.pair();
    parts.put("run", new RunNote(now.toString(), pair.left(), pair.right(), pair.by()));
    parts.putAll(result.parts());
    return Json.document(parts, exitCode) + "\n";
  }

  private static String name(DiffResult.Pair pair, Instant now) {
    String all = String.join("\n", pair.left(), pair.right(), pair.by());
    return "%s_%s_%s_%08x"
        .formatted(
            TIME.format(now), shortened(pair.left()), shortened(pair.right()), all.hashCode());
  }

  private static String shortened(String source) {
    String bare = source.replaceAll("/+$", "");
    String last = bare.substring(bare.lastIndexOf('/') + 1);
    String plain = last.replaceAll("[^\\w.-]", "-").replace('_', '-');
    return plain.substring(0, Math.min(MAX_NAME, plain.length()));
  }

  /**
   * The newest runs, oldest first.
   *
   * @param limit how many at most; older files are not opened
   * @throws UserException RUNS_MISSING if there is none, RUN_FOREIGN with every file that is no run
   */
  List<StoredRun> newest(int limit) {
    try (Store store = Stores.open(folder)) {
      List<Store.StoredFile> files = store.list("");
      List<Problem> problems = new ArrayList<>();
      List<Store.StoredFile> named = new ArrayList<>();
      for (Store.StoredFile file : files) {
        if (NAME.matcher(file.path()).matches()) {
          named.add(file);
        } else {
          problems.add(foreign(file, "it is not named as kept reports are"));
        }
      }
      List<StoredRun> runs = new ArrayList<>();
      for (Store.StoredFile file : named.subList(Math.max(0, named.size() - limit), named.size())) {
        read(store, file, problems).ifPresent(runs::add);
      }
      if (files.isEmpty()) {
        problems.add(
            new Problem(
                "RUNS_MISSING",
                "Cannot show runs of %s: no report is kept there.".formatted(folder),
                "keep one with bering diff --save " + folder));
      }
      if (!problems.isEmpty()) {
        throw UserException.source(problems);
      }
      return runs;
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "RUNS_UNREADABLE",
              "Cannot read %s: %s.".formatted(folder, e.getMessage()),
              "check that the folder can be read"),
          e);
    }
  }

  private Optional<StoredRun> read(Store store, Store.StoredFile file, List<Problem> problems)
      throws IOException {
    if (file.sizeBytes() > MAX_BYTES) {
      problems.add(
          foreign(file, "it has %s, more than any report".formatted(Bytes.text(file.sizeBytes()))));
      return Optional.empty();
    }
    Optional<StoredRun> run;
    try (InputStream in = store.open(file.path())) {
      run = StoredRunReader.read(file.path(), MAPPER.readTree(in));
    } catch (JacksonException e) {
      run = Optional.empty();
    }
    if (run.isEmpty()) {
      problems.add(foreign(file, "it is not a report of format " + Json.FORMAT));
    }
    return run;
  }

  private Problem foreign(Store.StoredFile file, String fact) {
    return new Problem(
        "RUN_FOREIGN",
        "Cannot read run %s of %s: %s.".formatted(file.path(), folder, fact),
        "move it elsewhere: a folder of runs holds nothing else");
  }
}
