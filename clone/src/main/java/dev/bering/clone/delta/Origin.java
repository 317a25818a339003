package dev.bering.clone.delta;

import dev.bering.clone.FileCopy;
import dev.bering.clone.Texts;
import dev.bering.model.Location;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Where the source keeps a file that the replica has under another path.
 *
 * @param folder the location it lies in; empty for the table itself
 * @param name relative to the folder; empty if it is the path at the target
 */
record Origin(String folder, String name) {

  /** Under the same path, in the table itself. */
  static final Origin SAME = new Origin("", "");

  boolean isSame() {
    return equals(SAME);
  }

  Optional<Location> elsewhere() {
    return folder.isEmpty() ? Optional.empty() : Optional.of(Location.of(folder));
  }

  FileCopy copyTo(String target, long sizeBytes) {
    return isSame()
        ? FileCopy.of(target, sizeBytes)
        : new FileCopy(elsewhere(), name, target, sizeBytes);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeBoolean(isSame());
    if (!isSame()) {
      Texts.write(out, folder);
      Texts.write(out, name);
    }
  }

  static Origin read(DataInputStream in) throws IOException {
    return in.readBoolean() ? SAME : new Origin(Texts.read(in), Texts.read(in));
  }
}
