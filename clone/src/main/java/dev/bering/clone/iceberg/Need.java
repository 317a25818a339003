package dev.bering.clone.iceberg;

import dev.bering.clone.Sorter;
import dev.bering.clone.Texts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A file that some retained snapshot reaches.
 *
 * @param format empty for a file that is copied as it is; of a position delete file, which is
 *     rewritten, what it is written in
 * @param sizeBytes as the table says; -1 if nobody knows
 * @param live whether a branch, a tag or the table itself needs it
 */
record Need(Place place, String format, long sizeBytes, boolean live) {

  boolean isRewritten() {
    return !format.isEmpty();
  }

  String path() {
    return place.path();
  }

  /** Whether a stored file of so many bytes can be what the table means. */
  boolean fits(long storedBytes) {
    return isRewritten() || sizeBytes < 0 || sizeBytes == storedBytes;
  }

  /** Many manifests name one file; what the live ones say of it counts. */
  Need and(Need other) {
    return new Need(
        place,
        format,
        live == other.live ? Math.max(sizeBytes, other.sizeBytes) : (live ? this : other).sizeBytes,
        live || other.live);
  }

  static final Sorter.Format<Need> FORMAT =
      new Sorter.Format<>() {
        @Override
        public void write(Need need, DataOutputStream out) throws IOException {
          Texts.write(out, need.place.path());
          Texts.write(out, need.place.root());
          Texts.write(out, need.place.name());
          out.writeUTF(need.format);
          out.writeLong(need.sizeBytes);
          out.writeBoolean(need.live);
        }

        @Override
        public Need read(DataInputStream in) throws IOException {
          return new Need(
              new Place(Texts.read(in), Texts.read(in), Texts.read(in)),
              in.readUTF(),
              in.readLong(),
              in.readBoolean());
        }
      };
}
