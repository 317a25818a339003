package dev.bering.jobs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A lock file of Python packages, read as pip reads requirements files: comments, lines that go on
 * after a backslash, extras and environment markers. What pins no package is a fault. Lines are
 * never repeated in facts, as addresses in them may hold passwords.
 */
final class RequirementsLock {
  private static final int MAX_LENGTH = 1000;
  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*(?:\\[[^\\]]*\\])?\\s*([^;]*?)\\s*(;.*)?");
  private static final Pattern EXACT = Pattern.compile("\\(?\\s*==\\s*([A-Za-z0-9.!+_-]+)\\s*\\)?");
  private static final Pattern HASH =
      Pattern.compile("--hash[= ](?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})");
  private static final Pattern OPTION = Pattern.compile("(?:^|\\s)--?[A-Za-z]");

  /** Options that change where packages are taken from, and never which: hashes see to that. */
  private static final Set<String> HARMLESS =
      Set.of(
          "-i",
          "--index-url",
          "--extra-index-url",
          "--no-index",
          "-f",
          "--find-links",
          "--trusted-host",
          "--no-binary",
          "--only-binary",
          "--prefer-binary",
          "--pre",
          "--require-hashes");

  private final List<Pin> pins = new ArrayList<>();
  private final Map<String, Map<String, Pin>> byVersion = new HashMap<>();
  private final List<Fault> faults = new ArrayList<>();

  private RequirementsLock() {}

  /**
   * One package.
   *
   * @param name as Python compares names: small letters, hyphens
   * @param line counted from 1
   */
  record Pin(String name, String version, int line) {}

  /** Something that pins nothing. */
  record Fault(String what, int line, String fact, String hint) {}

  /** Reads the text of a lock file. */
  static RequirementsLock of(String text) {
    RequirementsLock lock = new RequirementsLock();
    String[] lines = text.replaceFirst("^\uFEFF", "").split("\r\n|\r|\n", -1);
    StringBuilder whole = new StringBuilder();
    int begun = 1;
    for (int i = 0; i < lines.length; i++) {
      boolean isComment = lines[i].matches("\\s*#.*");
      if (whole.isEmpty()) {
        begun = i + 1;
      }
      if (lines[i].endsWith("\\") && !isComment) {
        whole.append(lines[i], 0, lines[i].length() - 1).append(' ');
      } else {
        whole.append(isComment ? " " : "").append(lines[i]);
        lock.line(withoutComment(whole), begun);
        whole.setLength(0);
      }
    }
    lock.line(withoutComment(whole), begun);
    return lock;
  }

  private static String withoutComment(CharSequence line) {
    String text = line.toString();
    for (int at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
      if (at == 0 || Character.isWhitespace(text.charAt(at - 1))) {
        return text.substring(0, at).strip();
      }
    }
    return text.strip();
  }

  List<Pin> pins() {
    return List.copyOf(pins);
  }

  List<Fault> faults() {
    return List.copyOf(faults);
  }

  private void line(String text, int line) {
    if (text.startsWith("-")) {
      option(text, line);
    } else if (!text.isEmpty()) {
      requirement(text, line);
    }
  }

  private void option(String text, int line) {
    String name = text.split("[= ]", 2)[0];
    if (HARMLESS.contains(name)) {
      return;
    }
    switch (name) {
      case "-r", "--requirement", "-c", "--constraint" ->
          fault(name, line, "takes what another file says", "write its lines into this file");
      case "-e", "--editable" ->
          fault(name, line, "installs a folder that may change", "build a wheel, and pin that");
      default ->
          fault(
              name.matches("--?[a-z-]+") ? name : "an option",
              line,
              "is no option that Bering knows",
              "leave it out");
    }
  }

  private void requirement(String text, int line) {
    Matcher options = OPTION.matcher(text);
    boolean hasOptions = options.find();
    String wanted = hasOptions ? text.substring(0, options.start()).strip() : text;
    String more = hasOptions ? text.substring(options.start()).strip() : "";
    if (wanted.length() > MAX_LENGTH) {
      fault(
          "a requirement",
          line,
          "is longer than %,d characters".formatted(MAX_LENGTH),
          "write 'name==version --hash=sha256:...'");
      return;
    }
    Matcher requirement = REQUIREMENT.matcher(wanted);
    if (!requirement.matches() || isAddress(wanted)) {
      fault(
          "a requirement",
          line,
          "is an address or a path, whose contents may change",
          "write 'name==version --hash=sha256:...'");
      return;
    }
    String name = requirement.group(1).replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
    Matcher exact = EXACT.matcher(requirement.group(2));
    if (!exact.matches()) {
      fault(
          name,
          line,
          "has no exact version",
          "write '%s==...', as 'pip-compile --generate-hashes' does".formatted(name));
      return;
    }
    if (!HASH.matcher(more).find()) {
      fault(name, line, "has no hash", "write '--hash=sha256:...' behind its version");
      return;
    }
    String rest = HASH.matcher(more).replaceAll("").strip();
    if (!rest.isEmpty()) {
      fault(name, line, "has options beside its hashes", "leave them out");
      return;
    }
    boolean isAlways = requirement.group(3) == null;
    Pin pin = new Pin(name, exact.group(1), line);
    Map<String, Pin> versions = byVersion.computeIfAbsent(name, any -> new LinkedHashMap<>());
    Optional<Pin> other =
        versions.values().stream()
            .filter(before -> !before.version().equals(pin.version()))
            .findFirst();
    if (isAlways && other.isPresent()) {
      fault(
          name,
          line,
          "is pinned to another version at line %d".formatted(other.get().line()),
          "leave one of them out");
      return;
    }
    versions.putIfAbsent(pin.version(), pin);
    pins.add(pin);
  }

  private static boolean isAddress(String wanted) {
    return wanted.matches("(?s)[A-Za-z0-9._\\[\\], -]*@.*") || wanted.contains("://");
  }

  private void fault(String what, int line, String fact, String hint) {
    faults.add(new Fault(what, line, fact, hint));
  }
}
