package dev.bering.platforms;

import dev.bering.jobs.PlatformConnection.LogText;
import dev.bering.model.Location;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Logs that a service leaves as gzip files below one address, some minutes after they are made. */
final class GzipLogs implements AutoCloseable {
  private static final int MAX_PART = 1 << 20;
  private static final int MAX_TAIL = 256 * 1024;

  private final String uri;
  private final Store store;

  private GzipLogs(String uri, Store store) {
    this.uri = uri;
    this.store = store;
  }

  /** The logs below an address; {@code s3n} is what EMR calls {@code s3} at times. */
  static GzipLogs at(String uri) {
    String address = uri.replaceFirst("^s3[na]://", "s3://");
    return new GzipLogs(
        address.endsWith("/") ? address : address + "/", Stores.open(Location.of(address)));
  }

  /** The address of a file or folder. */
  String address(String path) {
    return uri + path;
  }

  /** The folders in a folder, in order. */
  List<String> folders(String folder) throws IOException {
    return store.folders(folder);
  }

  /**
   * What a file says from a place on, counted in unpacked bytes; nothing if it is not there yet.
   */
  LogText part(String file, long from) throws IOException {
    try (InputStream packed = store.open(file);
        InputStream in = new GZIPInputStream(packed)) {
      in.skipNBytes(from);
      byte[] bytes = in.readNBytes(MAX_PART);
      return new LogText(new String(bytes, StandardCharsets.UTF_8), from + bytes.length);
    } catch (NoSuchFileException | EOFException e) {
      return new LogText("", from);
    }
  }

  /** The end of a file; empty if it is not there. */
  Optional<String> tail(String file) throws IOException {
    try (InputStream packed = store.open(file);
        InputStream in = new GZIPInputStream(packed)) {
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      for (byte[] some = in.readNBytes(MAX_TAIL); some.length > 0; ) {
        if (kept.size() > MAX_TAIL) {
          byte[] all = kept.toByteArray();
          kept.reset();
          kept.writeBytes(Arrays.copyOfRange(all, all.length - MAX_TAIL, all.length));
        }
        kept.writeBytes(some);
        some = in.readNBytes(MAX_TAIL);
      }
      return Optional.of(kept.toString(StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
