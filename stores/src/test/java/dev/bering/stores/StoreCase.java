package dev.bering.stores;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A store, what it says of itself, and what it is given and asked. */
abstract class StoreCase {

  static final Instant NOON = Instant.parse("2025-06-01T12:00:00Z");

  static final int WRITERS = 16;

  /** An empty store. */
  abstract Store store() throws IOException;

  /** How many bytes are surely too many for one request or one block. */
  int largeBytes() {
    return 1 << 20;
  }

  static Content text(String content) {
    return Content.of(content.getBytes(StandardCharsets.UTF_8));
  }

  static String read(Store store, String path) throws IOException {
    try (InputStream in = store.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static List<String> walked(Store store, String folder) throws IOException {
    List<String> paths = new ArrayList<>();
    store.walk(folder, file -> paths.add(file.path()));
    return paths;
  }
}
