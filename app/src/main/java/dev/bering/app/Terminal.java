package dev.bering.app;

import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a command talks to: results go to {@code out}, everything else to {@code err}.
 *
 * @param interactive whether a person watches {@code err}, so that a line may be drawn over
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\r\n\t]]");

  /** The process's own streams, in UTF-8 whatever the locale says. */
  static Terminal system() {
    return new Terminal(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        Boolean.getBoolean("bering.interactive"));
  }

  /** A bar where a person watches, plain lines elsewhere. */
  Progress progress() {
    return interactive ? new BarProgress(err) : new LineProgress(err);
  }

  /** Says what is wrong and what to do about it, without a stack trace. */
  void tell(UserException e) {
    tell(e.problems());
  }

  /** Says what is wrong and what to do about it. */
  void tell(List<Problem> problems) {
    for (Problem problem : problems) {
      err.println(plain(problem.message()));
      err.println("hint: " + plain(problem.hint()));
    }
  }

  /**
   * For people: what a file holds must not steer the terminal that it is shown on, so a control
   * character that is no line end and no tab is shown as one that is unknown.
   */
  static String plain(String text) {
    return CONTROL.matcher(text).replaceAll("\uFFFD");
  }
}
