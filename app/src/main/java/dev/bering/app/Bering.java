package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.UserException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command line as a whole. */
@Command(
    name = "bering",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Carries a data platform from one place to another and shows the proof.",
    footer = {
      "",
      "Exit codes: 0 done or equal, 1 differences, 2 usage, 3 source missing or unreadable,",
      "            4 undecided, 5 temporary, 7 internal error."
    },
    subcommands = {
      CloneCommand.class,
      CheckCommand.class,
      DiffCommand.class,
      LintCommand.class,
      DiffHistoryCommand.class,
      DemoCommand.class
    })
final class Bering implements Runnable {

  @Spec CommandSpec spec = CommandSpec.create();

  private Bering() {}

  /** Runs one command; never throws. */
  static int run(Terminal terminal, String... args) {
    try {
      return commandLine(terminal).execute(args);
    } catch (Error defect) { // the parser hands on exceptions only
      return new Ending(terminal).defect(args, defect);
    }
  }

  private static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new Bering(), new Verbs(terminal))
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(new Ending(terminal));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Makes the verbs, each with the terminal it talks to. */
  private record Verbs(Terminal terminal) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return Verb.class.isAssignableFrom(type)
          ? type.getDeclaredConstructor(Terminal.class).newInstance(terminal)
          : CommandLine.defaultFactory().create(type);
    }
  }

  /** How a command ends that did not end well. */
  private record Ending(Terminal terminal) implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
      if (e instanceof UserException problem) {
        if (parsed.originalArgs().contains("--json")) {
          terminal.out().println(Json.problems(problem));
        }
        terminal.tell(problem);
        return problem.exitCode().number();
      }
      return defect(parsed.originalArgs().toArray(String[]::new), e);
    }

    /** Logins and options of addresses are nobody's business. */
    private static String withoutSecrets(String args) {
      return args.replaceAll("://[^/@\\s]*@", "://***@")
          .replaceAll("(jdbc:[^?\\s]*)\\?\\S*", "$1?***");
    }

    private int defect(String[] args, Throwable e) {
      terminal
          .err()
          .printf(
              "Cannot finish 'bering %s': this is a defect of Bering, not of your data.%n"
                  + "hint: report it with the lines below%n",
              withoutSecrets(String.join(" ", args)));
      e.printStackTrace(terminal.err());
      return ExitCode.INTERNAL.number();
    }
  }
}
