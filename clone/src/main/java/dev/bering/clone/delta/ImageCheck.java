package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.CheckReport;
import dev.bering.clone.CheckReport.Entry;
import dev.bering.clone.CheckReport.Mark;
import dev.bering.clone.CloneMarker;
import dev.bering.clone.Complaints;
import dev.bering.clone.RunLength;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.tables.LogReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table of another format with the Delta table that a conversion has made of it: what
 * the newest version says of columns and files with what the source's image says now, and every
 * file by hash.
 */
public final class ImageCheck {

  private final Progress progress;
  private final Function<Location, Store> stores;

  /** A check over stores that {@code stores} opens. */
  public ImageCheck(Progress progress, Function<Location, Store> stores) {
    this.progress = progress;
    this.stores = stores;
  }

  /**
   * Compares the two. Reads everything on both sides, writes nothing.
   *
   * @throws UserException CHECK_MISSING, CHECK_OTHER_TABLE, or the reasons why the source cannot be
   *     converted
   */
  public CheckReport check(
      Location source, Location target, String sourceId, DeltaImage.Maker maker) {
    try (Staging staging = new Staging();
        Store from = stores.apply(source);
        Store to = stores.apply(target)) {
      TargetState there = TargetState.of(to, target);
      if (there.version().isEmpty()) {
        throw UserException.source(
            new Problem(
                "CHECK_MISSING",
                "Cannot check %s: it holds no Delta table yet.".formatted(target),
                "run bering clone first"));
      }
      Complaints complaints = new Complaints();
      TableState newest =
          new ImageTarget(source, sourceId, target, to).read(there, complaints, staging);
      complaints.raise(target.toString());
      if (!newest.transactions().containsKey(SnapshotTarget.APPLICATION + sourceId)) {
        throw UserException.usage(
            new Problem(
                "CHECK_OTHER_TABLE",
                "Cannot check %s: %s is no conversion of it.".formatted(source, target),
                "name the table that bering clone --target-format delta has made of it"));
      }
      DeltaImage image = maker.of(newest.metadata().map(ObjectNode::deepCopy), staging, complaints);
      complaints.raise(source.toString());
      Comparing comparing = new Comparing(from, to);
      comparing.rules(image, newest);
      comparing.files(image, newest, staging, CloneMarker.read(to));
      complaints.raise(source.toString());
      comparing.proof(image);
      comparing.entries.sort(Comparator.comparing(Entry::path));
      return new CheckReport(source, target, image.state(), comparing.same, 0, comparing.entries);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CHECK_UNREADABLE",
              "Cannot check %s: %s.".formatted(source, Failures.fact(e)),
              "check the permissions of both folders"),
          e);
    }
  }

  private record Sided(boolean atSource, FileState state) {}

  private static final Sorter.Format<Sided> FORMAT =
      new Sorter.Format<>() {
        @Override
        public void write(Sided sided, DataOutputStream out) throws IOException {
          out.writeBoolean(sided.atSource);
          FileState.FORMAT.write(sided.state, out);
        }

        @Override
        public Sided read(DataInputStream in) throws IOException {
          return new Sided(in.readBoolean(), FileState.FORMAT.read(in));
        }
      };

  private final class Comparing {
    private final Store from;
    private final Store to;
    private final List<Entry> entries = new ArrayList<>();
    private long same;
    private @Nullable FileState atSource;

    Comparing(Store from, Store to) {
      this.from = from;
      this.to = to;
    }

    void rules(DeltaImage image, TableState newest) throws IOException {
      ObjectNode metadata = newest.metadata().orElseThrow();
      for (String field : List.of("schemaString", "partitionColumns", "configuration")) {
        if (!metadata.path(field).equals(image.metadata().path(field))) {
          entries.add(new Entry(Mark.DIFFERENT, "_delta_log", "metaData has another " + field));
        }
      }
      if (!newest
          .protocol()
          .orElseThrow()
          .equals(ImageTarget.protocol(image, Optional.of(newest)))) {
        entries.add(new Entry(Mark.DIFFERENT, "_delta_log", "another protocol"));
      }
    }

    void files(DeltaImage image, TableState newest, Staging staging, Optional<CloneMarker> marker)
        throws IOException {
      if (!marker.map(CloneMarker::isComplete).orElse(false)) {
        entries.add(new Entry(Mark.ERROR, Store.OWN_FOLDER, "the last clone has not ended"));
      }
      Sorter<Sided> both =
          new Sorter<>(
              staging,
              FORMAT,
              Comparator.<Sided, String>comparing(sided -> sided.state.path())
                  .thenComparing(sided -> !sided.atSource),
              RunLength.ofWholeActions());
      ImageTarget.state(image, staging).drainLive(file -> both.add(new Sided(true, file)));
      newest.drainLive(file -> both.add(new Sided(false, file)));
      try (Progress.Step step = progress.begin("comparing files", 0, Progress.Unit.BYTES)) {
        both.drain(
            sided -> {
              accept(sided, image);
              step.advance(sided.atSource ? sided.state.sizeBytes() : 0);
            });
        end();
      }
    }

    /** The source's side of a file comes first. */
    private void accept(Sided sided, DeltaImage image) throws IOException {
      FileState before = atSource;
      if (sided.atSource) {
        end();
        atSource = sided.state;
      } else if (before != null && before.path().equals(sided.state.path())) {
        atSource = null;
        Optional<Entry> difference = difference(before, sided.state, image);
        difference.ifPresent(entries::add);
        same += difference.isEmpty() ? 1 : 0;
      } else {
        end();
        entries.add(new Entry(Mark.TARGET_ONLY, sided.state.path(), "not at the source"));
      }
    }

    private void end() {
      if (atSource != null) {
        entries.add(new Entry(Mark.SOURCE_ONLY, atSource.path(), "not in the target's table"));
        atSource = null;
      }
    }

    private Optional<Entry> difference(FileState source, FileState target, DeltaImage image)
        throws IOException {
      ObjectNode said = add(source);
      ObjectNode found = add(target);
      if (!target.vectorId().equals(source.vectorId())) {
        return Optional.of(
            new Entry(Mark.DIFFERENT, target.path(), "other rows of it are deleted"));
      }
      for (String field : List.of("partitionValues", "size", "stats")) {
        if (!said.path(field).equals(found.path(field))) {
          return Optional.of(
              new Entry(Mark.DIFFERENT, target.path(), "the log has other " + field));
        }
      }
      try (Store holder = source.origin().elsewhere().map(stores).orElse(from)) {
        Content vector = image.vectors().get(target.vectorFile());
        if (vector != null && !ContentHash.of(vector).equals(to.hash(target.vectorFile()))) {
          return Optional.of(
              new Entry(Mark.DIFFERENT, target.vectorFile(), "another deletion vector"));
        }
        return holder.hash(source.origin().name()).equals(to.hash(target.path()))
            ? Optional.empty()
            : Optional.of(new Entry(Mark.DIFFERENT, target.path(), "other content"));
      } catch (NoSuchFileException e) {
        return Optional.of(
            new Entry(Mark.ERROR, target.path(), "%s is not there".formatted(Failures.fact(e))));
      } catch (IOException e) {
        return Optional.of(new Entry(Mark.ERROR, target.path(), Failures.fact(e)));
      }
    }

    private static ObjectNode add(FileState file) throws IOException {
      return (ObjectNode) LogReader.EXACT_JSON.readTree(file.json());
    }

    private void proof(DeltaImage image) throws IOException {
      try {
        image.proof().require();
      } catch (UserException e) {
        entries.add(new Entry(Mark.ERROR, ".", "the source changed while it was compared"));
      }
    }
  }
}
