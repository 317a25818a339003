package dev.bering.transfer;

import dev.bering.stores.StoreInput;
import dev.bering.stores.WholeGzip;
import dev.bering.transfer.FlowLogs.FlowFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.ZipException;

/** Opens files of text, zipped or not, and has their lines read. */
final class FlowText {

  private FlowText() {}

  /**
   * Reads a piece of a file.
   *
   * @param given the format of a file that does not name its fields; version 2 if empty
   * @throws IOException if the store fails, or the file changed meanwhile; what was handed to the
   *     sink then counts for nothing
   */
  static FlowLogReader.Read read(
      FlowFile file, Optional<FlowFormat> given, FlowLogReader.Piece lines, LineSink sink)
      throws IOException {
    String name = file.name();
    try (StoreInput bytes = file.store().open(file.file().path())) {
      Optional<FlowFormat> format = given;
      InputStream in = bytes;
      if (lines.from() > 0) {
        Optional<FlowFormat> told = FlowLogReader.header(bytes);
        format = told.isPresent() ? told : given;
        bytes.seek(lines.start());
      } else if (isZipped(bytes)) {
        in = WholeGzip.of(bytes);
      }
      FlowLogReader.Read found = FlowLogReader.read(name, in, format, lines, sink);
      bytes.requireUnchanged();
      return found;
    } catch (ZipException e) {
      Oddities.Counter odd = new Oddities.Counter();
      odd.add(Oddity.TRUNCATED, name, 0, "before its first line");
      return new FlowLogReader.Read(FlowTally.unread(odd.found()), 0);
    }
  }

  /** Zipped or not is told by how a file begins, not by its name. */
  static boolean isZipped(FlowFile file) {
    try (StoreInput bytes = file.store().open(file.file().path())) {
      return isZipped(bytes);
    } catch (IOException e) {
      throw FlowLogs.unreadable(file.name(), e);
    }
  }

  private static boolean isZipped(StoreInput bytes) throws IOException {
    boolean isZipped = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.seek(0);
    return isZipped;
  }
}
