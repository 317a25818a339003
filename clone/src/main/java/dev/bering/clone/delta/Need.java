package dev.bering.clone.delta;

import dev.bering.clone.Sorter;
import dev.bering.clone.Texts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A file that some retained version of a table reaches.
 *
 * @param path at the target, relative to the table
 * @param sizeBytes as the log says; for deletion vectors the least the file must have
 * @param live whether the newest version needs it
 * @param origin where the source keeps it
 */
record Need(String path, Kind kind, long sizeBytes, boolean live, Origin origin) {

  /** What a file is to the table. */
  enum Kind {
    DATA,
    DELETION_VECTOR,
    CHANGE_DATA,
    LOG
  }

  /** One vector file serves many data files: it needs all of what each of them needs. */
  Need and(Need other) {
    return new Need(path, kind, Math.max(sizeBytes, other.sizeBytes), live || other.live, origin);
  }

  /** Whether a stored file of so many bytes can be what the log means. */
  boolean fits(long storedBytes) {
    return kind == Kind.DELETION_VECTOR ? storedBytes >= sizeBytes : storedBytes == sizeBytes;
  }

  static final Sorter.Format<Need> FORMAT =
      new Sorter.Format<>() {
        @Override
        public void write(Need need, DataOutputStream out) throws IOException {
          Texts.write(out, need.path);
          out.writeUTF(need.kind.name());
          out.writeLong(need.sizeBytes);
          out.writeBoolean(need.live);
          need.origin.write(out);
        }

        @Override
        public Need read(DataInputStream in) throws IOException {
          return new Need(
              Texts.read(in),
              Kind.valueOf(in.readUTF()),
              in.readLong(),
              in.readBoolean(),
              Origin.read(in));
        }
      };
}
