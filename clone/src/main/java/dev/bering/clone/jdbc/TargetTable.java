package dev.bering.clone.jdbc;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.tables.DeltaCommit;
import dev.bering.tables.DeltaSchema;
import dev.bering.tables.DeltaState;
import dev.bering.tables.LiveFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a clone finds at its target.
 *
 * @param version empty if there is no table yet
 * @param chunks in order of the key
 * @param note of the run that wrote the newest version
 */
record TargetTable(OptionalLong version, List<Chunk> chunks, Optional<Note> note) {

  private static final Set<String> FEATURES =
      Set.of(DeltaCommit.NOTES_FEATURE, DeltaSchema.NOT_NULL_FEATURE, "timestampNtz");

  private static final ObjectMapper JSON = new ObjectMapper();

  TargetTable {
    chunks = List.copyOf(chunks);
  }

  /**
   * Looks at a target.
   *
   * @throws UserException JDBC_TARGET_NOT_EMPTY, JDBC_TARGET_NOT_OURS, JDBC_TARGET_FEATURE,
   *     JDBC_TARGET_OTHER_SOURCE, JDBC_TARGET_OTHER_RULES
   */
  static TargetTable read(Store store, Location target, JdbcSource source, Rules rules)
      throws IOException {
    Optional<DeltaState> state = DeltaState.read(store, Note.DOMAIN);
    if (state.isEmpty()) {
      refuseForeignFiles(store, target, source);
      return new TargetTable(OptionalLong.empty(), List.of(), Optional.empty());
    }
    DeltaState table = state.get();
    Optional<Note> note = table.note().flatMap(Note::of);
    if (note.isEmpty()) {
      throw notOurs(source, target, "it is a table that no clone from a database has written");
    }
    refuseOther(note.get(), target, source, rules.hash());
    Set<String> features = new TreeSet<>(table.features());
    features.removeAll(FEATURES);
    if (!features.isEmpty()) {
      throw UserException.usage(
          new Problem(
              "JDBC_TARGET_FEATURE",
              "Cannot clone %s to %s: the target has been given the table feature %s."
                  .formatted(source, target, String.join(", ", features)),
              "clone into a new folder, and let nobody else alter it"));
    }
    if (!JSON.readTree(table.schemaJson()).equals(JSON.readTree(rules.schema().json()))) {
      throw notOurs(source, target, "somebody has altered its columns");
    }
    if (table.fileWithDeletedRows().isPresent()) {
      throw notOurs(
          source, target, "somebody has deleted rows of " + table.fileWithDeletedRows().get());
    }
    List<Chunk> chunks = new ArrayList<>();
    for (LiveFile file : table.files()) {
      chunks.add(
          Chunk.of(file)
              .orElseThrow(
                  () ->
                      notOurs(
                          source,
                          target,
                          "no clone has written its file %s".formatted(file.path()))));
    }
    return new TargetTable(
        OptionalLong.of(table.version()),
        rules.keyed() ? inOrder(chunks, source, target) : chunks,
        note);
  }

  private static void refuseForeignFiles(Store store, Location target, JdbcSource source)
      throws IOException {
    List<String> foreign = new ArrayList<>();
    boolean begun = Journal.isThere(store);
    store.walk(
        "",
        file -> {
          boolean own = file.path().startsWith(Store.OWN_FOLDER + "/");
          boolean otherClone = own && file.path().equals(Store.OWN_FOLDER + "/clone.json");
          if (otherClone || (!own && !begun)) {
            foreign.add(file.path());
          }
        });
    if (!foreign.isEmpty()) {
      throw UserException.usage(
          new Problem(
              "JDBC_TARGET_NOT_EMPTY",
              "Cannot clone %s to %s: it holds files and no table, such as %s."
                  .formatted(source, target, foreign.stream().sorted().findFirst().orElseThrow()),
              "choose a folder that is empty or does not exist yet"));
    }
  }

  private static void refuseOther(Note note, Location target, JdbcSource source, String rules) {
    if (!note.source().equals(source.name()) || !note.table().equals(source.table())) {
      throw UserException.usage(
          new Problem(
              "JDBC_TARGET_OTHER_SOURCE",
              "Cannot clone %s to %s: it is a clone of %s of %s."
                  .formatted(source, target, note.table(), note.source()),
              "choose another target"));
    }
    if (!note.rules().equals(rules)) {
      throw UserException.usage(
          new Problem(
              "JDBC_TARGET_OTHER_RULES",
              "Cannot clone %s to %s: the table's columns or key, or what is declared of them, are not what they were in the last run."
                  .formatted(source, target),
              "clone into a new folder, or declare what was declared before"));
    }
  }

  private static UserException notOurs(JdbcSource source, Location target, String fact) {
    return UserException.usage(
        new Problem(
            "JDBC_TARGET_NOT_OURS",
            "Cannot clone %s to %s: %s.".formatted(source, target, fact),
            "clone into a new folder, and let nobody else write there"));
  }

  /** Each range begins where the one before ends. */
  private static List<Chunk> inOrder(List<Chunk> chunks, JdbcSource source, Location target) {
    Map<List<String>, Chunk> byStart = new HashMap<>();
    chunks.forEach(chunk -> byStart.put(chunk.range().after(), chunk));
    List<Chunk> ordered = new ArrayList<>();
    Chunk next = byStart.remove(List.<String>of());
    while (next != null) {
      ordered.add(next);
      next = byStart.remove(next.range().upTo());
    }
    if (ordered.size() != chunks.size()) {
      throw notOurs(source, target, "the ranges of its files do not follow one another");
    }
    return ordered;
  }
}
