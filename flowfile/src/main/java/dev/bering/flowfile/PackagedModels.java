package dev.bering.flowfile;

import dev.bering.model.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Models that are files or folders of this machine, which go along in the package. */
final class PackagedModels {

  /** Before the name of a model that is in the package. */
  private static final String INSIDE = "package:";

  private static final String FOLDER = "flow-models/";

  private PackagedModels() {}

  /** Where the models of {@code file} are, as the packaged file spells it. */
  static Map<String, String> names(FlowFile file) {
    var names = new LinkedHashMap<String, String>();
    file.models()
        .forEach(
            (input, place) ->
                names.put(
                    input, place.isLocal() ? INSIDE + name(file, input, place) : place.toString()));
    return names;
  }

  private static String name(FlowFile file, String input, Location place) {
    return "%s%s/%s/%s".formatted(FOLDER, file.flow().name(), input, place.name());
  }

  /** Adds the models of {@code file}. */
  static void add(FlowFile file, PackageEntries entries) throws IOException {
    for (Map.Entry<String, Location> model : file.models().entrySet()) {
      if (model.getValue().isLocal()) {
        Path place = model.getValue().toPath();
        String name = name(file, model.getKey(), model.getValue());
        try (Stream<Path> files = Files.walk(place)) {
          for (Path one : files.filter(Files::isRegularFile).toList()) {
            String below = place.relativize(one).toString().replace('\\', '/');
            entries.add(
                below.isEmpty() ? name : name + "/" + below, place, Files.readAllBytes(one));
          }
        }
      }
    }
  }

  /** Whether {@code text} names a model of the package. */
  static boolean isInside(String text) {
    return text.startsWith(INSIDE);
  }

  /** Unpacks the model that {@code text} names below {@code folder}, and gives its place. */
  static Path unpacked(String text, Path jar, Path folder) throws IOException {
    String name = text.substring(INSIDE.length());
    try (var zip = new ZipFile(jar.toFile())) {
      List<? extends ZipEntry> entries =
          zip.stream()
              .filter(
                  entry -> entry.getName().equals(name) || entry.getName().startsWith(name + "/"))
              .toList();
      for (ZipEntry entry : entries) {
        Path file = folder.resolve(entry.getName()).normalize();
        Path above = file.getParent();
        if (above == null || !file.startsWith(folder)) {
          throw new IllegalStateException("%s leads out of %s".formatted(entry.getName(), jar));
        }
        Files.createDirectories(above);
        try (InputStream in = zip.getInputStream(entry)) {
          Files.write(file, in.readAllBytes());
        }
      }
    }
    return folder.resolve(name);
  }
}
