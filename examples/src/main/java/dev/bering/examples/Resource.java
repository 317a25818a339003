package dev.bering.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Text that ships in this package. */
final class Resource {

  private Resource() {}

  static String text(String name) {
    try (InputStream bytes = Resource.class.getResourceAsStream(name)) {
      if (bytes == null) {
        throw new IllegalStateException("no resource " + name + " in " + Resource.class.getName());
      }
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name, e);
    }
  }
}
