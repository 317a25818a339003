package dev.bering.clone.folder;

import dev.bering.clone.Texts;
import dev.bering.stores.Store.StoredFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param modified as the store reports it
 * @param tag of the content, where the store has such; else empty
 */
record FileMark(long sizeBytes, Instant modified, String tag) {

  /** Of a file that is not there. */
  static final FileMark NONE = new FileMark(-1, Instant.EPOCH, "");

  static FileMark of(StoredFile file) {
    return new FileMark(file.sizeBytes(), file.modified(), file.tag());
  }

  /** For sentences. */
  String text() {
    return "%d bytes of %s".formatted(sizeBytes, modified);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(sizeBytes);
    out.writeLong(modified.getEpochSecond());
    out.writeInt(modified.getNano());
    Texts.write(out, tag);
  }

  static FileMark read(DataInputStream in) throws IOException {
    return new FileMark(
        in.readLong(), Instant.ofEpochSecond(in.readLong(), in.readInt()), Texts.read(in));
  }
}
