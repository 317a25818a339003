package dev.bering.flowfile;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * What is put into one jar, from jars and folders. Nothing is hidden by something else of its name:
 * files that differ are a problem, lists of services are joined, licences are kept apart. The same
 * files make the same jar, to the byte.
 */
final class PackageEntries {
  private static final String SERVICES = "META-INF/services/";
  private static final LocalDateTime FIRST_OF_ZIP = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** What speaks of the jar that it was in. */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "META-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]*\\.(SF|RSA|DSA|EC)|maven/.*)"
              + "|(.*/)?module-info\\.class");

  private static final Pattern LICENCE =
      Pattern.compile("META-INF/((LICEN[CS]E|NOTICE|DEPENDENCIES|COPYRIGHT)[^/]*)");

  private final Map<String, Entry> entries = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(Path from, byte[] bytes) {}

  /** Adds what is in a jar, or below a folder. */
  void addAll(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String name = place.relativize(file).toString().replace('\\', '/');
          add(name, place, Files.readAllBytes(file));
        }
      } catch (UncheckedIOException e) { // of a folder that cannot be listed
        throw e.getCause();
      }
      return;
    }
    try (var jar = new ZipFile(place.toFile())) {
      for (Enumeration<? extends ZipEntry> all = jar.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (!entry.isDirectory()) {
          try (InputStream in = jar.getInputStream(entry)) {
            add(entry.getName(), place, in.readAllBytes());
          }
        }
      }
    }
  }

  /** Adds a file of {@code from}. */
  void add(String name, Path from, byte[] bytes) {
    if (LEFT_OUT.matcher(name).matches()) {
      return;
    }
    var licence = LICENCE.matcher(name);
    String place =
        licence.matches()
            ? "META-INF/licenses/%s/%s".formatted(from.getFileName(), licence.group(1))
            : name;
    Entry before = entries.get(place);
    if (before == null) {
      entries.put(place, new Entry(from, bytes));
    } else if (place.startsWith(SERVICES)) {
      entries.put(place, new Entry(from, joined(before.bytes(), bytes)));
    } else if (!Arrays.equals(before.bytes(), bytes)) {
      problems.add(
          new Problem(
              "FLOW_PACKAGE_CLASH",
              "Cannot package %s of %s: %s has another of that name."
                  .formatted(place, from, before.from()),
              "leave one of them out of the jars, or give it another name"));
    }
  }

  private static byte[] joined(byte[] one, byte[] other) {
    var lines = new LinkedHashSet<String>();
    for (byte[] text : List.of(one, other)) {
      new String(text, StandardCharsets.UTF_8).lines().forEach(lines::add);
    }
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Whether there is a file {@code name}. */
  boolean has(String name) {
    return entries.containsKey(name);
  }

  /**
   * Ends here if names clash.
   *
   * @throws UserException FLOW_PACKAGE_CLASH for each
   */
  void requireNoClash() {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  /** Writes the jar, whose main class is {@code main}. */
  void write(OutputStream out, String main) throws IOException {
    try (var jar = new ZipOutputStream(out)) {
      var manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
      manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
      jar.putNextEntry(entry("META-INF/MANIFEST.MF"));
      manifest.write(jar);
      for (Map.Entry<String, Entry> file : entries.entrySet()) {
        jar.putNextEntry(entry(file.getKey()));
        jar.write(file.getValue().bytes());
      }
    }
  }

  private static ZipEntry entry(String name) {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(FIRST_OF_ZIP);
    return entry;
  }
}
