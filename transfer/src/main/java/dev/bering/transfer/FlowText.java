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
      FlowLogReader.Read found;
      if (lines.from() > 0) {
        Optional<FlowFormat> told = FlowLogReader.header(bytes);
        format = told.isPresent() ? told : given;
        bytes.seek(lines.start());
        found = FlowLogReader.read(name, bytes, format, lines, sink);
      } else {
        BegunStream in = unzipped(bytes);
        found =
            SubscriptionMessages.begin(in)
                ? SubscriptionMessages.read(name, in, format, sink)
                : FlowLogReader.read(name, in, format, lines, sink);
      }
      bytes.requireUnchanged();
      return found;
    } catch (ZipException e) {
      Oddities.Counter odd = new Oddities.Counter();
      odd.add(Oddity.TRUNCATED, name, 0, "before its first line");
      return new FlowLogReader.Read(FlowTally.unread(odd.found()), 0);
    }
  }

  /** Also what was zipped twice, as messages are that a delivery zips once more. */
  private static BegunStream unzipped(InputStream bytes) throws IOException {
    BegunStream in = new BegunStream(bytes);
    for (int times = 0; times < 2 && in.isZipped(); times++) {
      in = new BegunStream(WholeGzip.of(in));
    }
    return in;
  }

  /**
   * Whether a file cannot be read in pieces: it is zipped, or holds messages. Both are told by how
   * it begins, not by its name.
   */
  static boolean isOfOnePiece(FlowFile file) {
    try (StoreInput bytes = file.store().open(file.file().path());
        BegunStream in = new BegunStream(bytes)) {
      return in.isZipped() || SubscriptionMessages.begin(in);
    } catch (IOException e) {
      throw FlowLogs.unreadable(file.name(), e);
    }
  }
}
