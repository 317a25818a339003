package dev.bering.app;

import dev.bering.model.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What every verb has in common. */
abstract class Verb implements Callable<Integer> {

  private final Terminal terminal;

  @Option(names = "--json", description = "Print the result as JSON on standard output.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // the parser asks for it
  private boolean help;

  Verb(Terminal terminal) {
    this.terminal = terminal;
  }

  final Terminal terminal() {
    return terminal;
  }

  /** Prints a result in the form that was asked for. */
  final ExitCode result(String name, Object result, Supplier<String> text, ExitCode exitCode) {
    return result(Map.of(name, result), text, exitCode);
  }

  /** Prints several results, each under its name where names are asked for. */
  final ExitCode result(Map<String, Object> results, Supplier<String> text, ExitCode exitCode) {
    if (json) {
      terminal.out().println(Json.document(results, exitCode));
    } else {
      terminal.out().print(Terminal.plain(text.get()));
      terminal.out().flush();
    }
    return exitCode;
  }

  /** Carries the verb out. */
  abstract ExitCode run();

  @Override
  public final Integer call() {
    return run().number();
  }
}
