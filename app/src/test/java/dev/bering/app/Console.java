package dev.bering.app;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code console} blocks of a Markdown document: commands behind a dollar sign, each followed
 * by what it prints. In what is printed, {@code ...} stands for any text, and alone on its line for
 * any lines. {@code $ echo $?} is followed by the exit code of the command before it. A comment
 * such as {@code <!-- lake: append orders -->} between blocks says what happens there without a
 * command. A block such as {@code ```yaml /lake/tables.yaml} is a file that the reader writes, and
 * {@code $ cat FILE} prints one; {@code $ cp -r FROM TO} copies a folder.
 */
record Console(List<Step> steps) {

  /** What comes next. */
  sealed interface Step {}

  /** Something that happens. */
  record Event(String text) implements Step {}

  /** A file that the reader is to write. */
  record Document(String path, String text) implements Step {}

  /**
   * A file that is shown.
   *
   * @param line where it stands in the document
   * @param output what it is said to hold
   */
  record Shown(int line, String path, List<String> output) implements Step {

    /** Whether {@code text} is what the document says. */
    boolean holds(String text) {
      return matches(output, text);
    }
  }

  /** A folder that the reader copies. */
  record Copied(String from, String to) implements Step {}

  /**
   * A command of the product.
   *
   * @param line where it stands in the document
   * @param words the command without {@code bering}
   * @param output what it is said to print, to standard output and standard error alike
   * @param exitCode what it is said to end with
   */
  record Command(int line, List<String> words, List<String> output, int exitCode) implements Step {

    /** Whether {@code text} is what the document says. */
    boolean prints(String text) {
      return matches(output, text);
    }
  }

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final Pattern DOCUMENT = Pattern.compile("```(?:yaml|sql|java) (/.*)");
  private static final Pattern COPY = Pattern.compile("\\$ cp -r (\\S+) (\\S+)");
  private static final Pattern EVENT =
      Pattern.compile("<!-- (?:lake|job|port|traffic|wire): (.*) -->");

  static Console of(List<String> lines) {
    List<Step> steps = new ArrayList<>();
    boolean inBlock = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher document = DOCUMENT.matcher(line);
      Matcher event = EVENT.matcher(line);
      Matcher copy = COPY.matcher(line);
      if (document.matches()) {
        int end = i + 1;
        while (!lines.get(end).equals("```")) {
          end++;
        }
        steps.add(
            new Document(document.group(1), String.join("\n", lines.subList(i + 1, end)) + "\n"));
        i = end;
      } else if (line.startsWith("```")) {
        inBlock = line.equals("```console");
      } else if (inBlock && line.startsWith("$ bering ")) {
        int next = i + 1;
        List<String> command = new ArrayList<>(List.of(line.substring("$ bering ".length())));
        while (command.get(command.size() - 1).endsWith("\\")) {
          String open = command.remove(command.size() - 1);
          command.add(open.substring(0, open.length() - 1));
          command.add(lines.get(next++).strip());
        }
        int first = next;
        next = outputEnd(lines, first);
        int exitCode =
            lines.get(next).equals("$ echo $?") ? Integer.parseInt(lines.get(next + 1)) : 0;
        steps.add(
            new Command(
                i + 1, words(String.join(" ", command)), lines.subList(first, next), exitCode));
      } else if (inBlock && line.startsWith("$ cat ")) {
        List<String> output = lines.subList(i + 1, outputEnd(lines, i + 1));
        steps.add(new Shown(i + 1, line.substring("$ cat ".length()), output));
      } else if (inBlock && copy.matches()) {
        steps.add(new Copied(copy.group(1), copy.group(2)));
      } else if (event.matches()) {
        steps.add(new Event(event.group(1)));
      }
    }
    return new Console(steps);
  }

  private static int outputEnd(List<String> lines, int first) {
    int end = first;
    while (!lines.get(end).startsWith("$ ") && !lines.get(end).startsWith("```")) {
      end++;
    }
    return end;
  }

  private static boolean matches(List<String> expected, String text) {
    StringBuilder pattern = new StringBuilder();
    for (String line : expected) {
      pattern.append(line.equals("...") ? "(?:[^\\n]*\\n)*?" : pattern(line) + "\\n");
    }
    return Pattern.matches(pattern.toString(), text.replace("\r\n", "\n"));
  }

  private static String pattern(String line) {
    StringBuilder pattern = new StringBuilder();
    for (String part : line.split("\\.\\.\\.", -1)) {
      pattern.append(pattern.isEmpty() ? "" : "[^\\n]*").append(Pattern.quote(part));
    }
    return pattern.toString();
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words;
  }
}
