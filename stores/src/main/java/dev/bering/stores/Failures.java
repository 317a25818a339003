package dev.bering.stores;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/** What failures are called in a sentence. */
public final class Failures {

  /** An object that has no words for itself, as a library's sentence begins with it. */
  private static final Pattern UNNAMED = Pattern.compile("^\\S+@[0-9a-f]+ is ");

  private Failures() {}

  /** The fact without a full stop, naming the file where the exception does. */
  public static String fact(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "file %s is not there".formatted(e.getMessage());
    }
    if (e instanceof AccessDeniedException) {
      return "no permission for %s".formatted(e.getMessage());
    }
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  /** The first line of the innermost cause: what a library's wrapping hides. */
  public static String rootFact(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message =
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    String line =
        UNNAMED.matcher(message.lines().findFirst().orElse(message).strip()).replaceFirst("it is ");
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
