package dev.bering.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the Javadoc of a record says of it and of its components. */
record RecordDocs(String description, Map<String, String> components) {

  private static final Pattern PARAMETER =
      Pattern.compile("@param (\\w+) (.*?)(?=@\\w|$)", Pattern.DOTALL);

  static RecordDocs of(Class<?> type) {
    Pattern declared =
        Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:public )?(?:static )?record %s\\("
                .formatted(type.getSimpleName()),
            Pattern.DOTALL);
    Matcher matcher = declared.matcher(source(type));
    if (!matcher.find()) {
      return new RecordDocs("", Map.of());
    }
    String doc = plain(matcher.group(1));
    Map<String, String> components = new HashMap<>();
    Matcher parameter = PARAMETER.matcher(doc);
    while (parameter.find()) {
      components.put(parameter.group(1), parameter.group(2).strip());
    }
    return new RecordDocs(doc.replaceFirst("(?s)(@param|<p>).*", "").strip(), components);
  }

  private static String plain(String javadoc) {
    return javadoc
        .replaceAll("\\n\\s*\\* ?", " ")
        .replaceAll("\\{@(?:code|link|linkplain) #?([^}]*)}", "$1")
        .replace("&lt;", "<")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String source(Class<?> type) {
    Class<?> top = type;
    while (top.getEnclosingClass() != null) {
      top = top.getEnclosingClass();
    }
    String file = "src/main/java/" + top.getName().replace('.', '/') + ".java";
    Path root = Path.of(System.getProperty("bering.root"));
    try (Stream<Path> modules = Files.list(root)) {
      List<Path> found = modules.map(module -> module.resolve(file)).filter(Files::exists).toList();
      return Files.readString(found.get(0));
    } catch (IOException e) {
      throw new IllegalStateException("No source of " + type, e);
    }
  }
}
