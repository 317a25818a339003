package dev.bering.clone.delta;

import dev.bering.clone.Sorter;
import dev.bering.clone.Texts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/**
 * What a version says of a data file.
 *
 * @param path at the target, relative to the table
 * @param vectorId tells apart the states of one data file; empty without deletion vector
 * @param version that says so
 * @param add whether the file is there from then on
 * @param sizeBytes of the data file
 * @param origin where the source keeps it
 * @param vectorFile the file that holds the vector, relative to the table; empty if there is none
 * @param vectorOrigin where the source keeps that
 * @param vectorEnd bytes that it has at least
 * @param json the action's object; empty for a removal
 */
record FileState(
    String path,
    String vectorId,
    long version,
    boolean add,
    long sizeBytes,
    Origin origin,
    String vectorFile,
    Origin vectorOrigin,
    long vectorEnd,
    String json) {

  static final Comparator<FileState> ORDER =
      Comparator.comparing(FileState::path)
          .thenComparing(FileState::vectorId)
          .thenComparingLong(FileState::version)
          .thenComparing(FileState::add);

  static final Sorter.Format<FileState> FORMAT =
      new Sorter.Format<>() {
        @Override
        public void write(FileState state, DataOutputStream out) throws IOException {
          Texts.write(out, state.path);
          Texts.write(out, state.vectorId);
          out.writeLong(state.version);
          out.writeBoolean(state.add);
          out.writeLong(state.sizeBytes);
          state.origin.write(out);
          Texts.write(out, state.vectorFile);
          state.vectorOrigin.write(out);
          out.writeLong(state.vectorEnd);
          Texts.write(out, state.json);
        }

        @Override
        public FileState read(DataInputStream in) throws IOException {
          return new FileState(
              Texts.read(in),
              Texts.read(in),
              in.readLong(),
              in.readBoolean(),
              in.readLong(),
              Origin.read(in),
              Texts.read(in),
              Origin.read(in),
              in.readLong(),
              Texts.read(in));
        }
      };

  /** The files that this state consists of. */
  List<Need> needs() {
    Need data = new Need(path, Need.Kind.DATA, sizeBytes, true, origin);
    return vectorFile.isEmpty()
        ? List.of(data)
        : List.of(
            data, new Need(vectorFile, Need.Kind.DELETION_VECTOR, vectorEnd, true, vectorOrigin));
  }

  /** Whether both speak of the same state of the same file. */
  boolean isOf(FileState other) {
    return path.equals(other.path) && vectorId.equals(other.vectorId);
  }
}
