package dev.bering.clone.delta;

import dev.bering.clone.Sorter;
import dev.bering.clone.Texts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;

/**
 * A version adds a data file, or removes it.
 *
 * @param path at the target, relative to the table
 * @param sizeBytes of the data file
 * @param vectorId tells apart the states of one data file; empty without deletion vector
 * @param vectorFile the file that holds the vector, relative to the table; empty if there is none
 * @param vectorEnd bytes that this file has at least
 */
record Reference(
    String path,
    Origin origin,
    long version,
    boolean add,
    long sizeBytes,
    String vectorId,
    String vectorFile,
    Origin vectorOrigin,
    long vectorEnd) {

  /**
   * By file, and for one file in the order in which it happened: a version removes before it adds.
   */
  static final Comparator<Reference> ORDER =
      Comparator.comparing(Reference::path)
          .thenComparingLong(Reference::version)
          .thenComparing(Reference::add);

  static final Sorter.Format<Reference> FORMAT =
      new Sorter.Format<>() {
        @Override
        public void write(Reference reference, DataOutputStream out) throws IOException {
          Texts.write(out, reference.path);
          reference.origin.write(out);
          out.writeLong(reference.version);
          out.writeBoolean(reference.add);
          out.writeLong(reference.sizeBytes);
          Texts.write(out, reference.vectorId);
          Texts.write(out, reference.vectorFile);
          reference.vectorOrigin.write(out);
          out.writeLong(reference.vectorEnd);
        }

        @Override
        public Reference read(DataInputStream in) throws IOException {
          return new Reference(
              Texts.read(in),
              Origin.read(in),
              in.readLong(),
              in.readBoolean(),
              in.readLong(),
              Texts.read(in),
              Texts.read(in),
              Origin.read(in),
              in.readLong());
        }
      };
}
