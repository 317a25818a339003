package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

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
      "            4 undecided, 5 temporary, 6 a comparison that does not see, 7 internal error."
    })
final class Bering implements Runnable {

  private static final List<Class<?>> VERBS =
      List.of(
          CloneCommand.class,
          CheckCommand.class,
          DiffCommand.class,
          LintCommand.class,
          DiffHistoryCommand.class,
          FlowCommand.class,
          JobCommand.class,
          CutoverCommand.class,
          RollbackCommand.class,
          CostCommand.class,
          TransferCommand.class,
          ServeCommand.class,
          DemoCommand.class);

  @Spec CommandSpec spec = CommandSpec.create();

  private Bering() {}

  /** Runs one command; never throws. */
  static int run(Terminal terminal, String... args) {
    try {
      return commandLine(terminal, List.of(args)).execute(args);
    } catch (Error defect) { // the parser hands on exceptions only
      return new Ending(terminal).defect(args, defect);
    }
  }

  private static CommandLine commandLine(Terminal terminal, List<String> args) {
    var line = new CommandLine(new Bering());
    addVerbs(line, VERBS, args, new Verbs(terminal));
    return line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((e, all) -> misread(terminal, e, List.of(all)))
        .setExecutionExceptionHandler(new Ending(terminal));
  }

  /**
   * Adds verbs to the one above them: the one that {@code args} begin with and nothing beside it,
   * as the parser takes most of a short command's time to look at verbs; or all of them, for help
   * and for suggestions, where they begin with none.
   */
  private static void addVerbs(
      CommandLine above, List<Class<?>> verbs, List<String> args, IFactory factory) {
    List<Class<?>> named = verbs.stream().filter(verb -> args.indexOf(nameOf(verb)) == 0).toList();
    for (Class<?> verb : named.isEmpty() ? verbs : named) {
      var line = new CommandLine(verb, factory);
      above.addSubcommand(line);
      if (line.getCommand() instanceof VerbGroup group) {
        addVerbs(
            line,
            group.verbs(),
            named.isEmpty() ? List.of() : args.subList(1, args.size()),
            factory);
      }
    }
  }

  private static String nameOf(Class<?> verb) {
    return Objects.requireNonNull(verb.getAnnotation(Command.class)).name();
  }

  /** Ends a command whose options or parameters are wrong. */
  private static int misread(Terminal terminal, ParameterException e, List<String> args) {
    String fact = Ending.withoutSecrets(Objects.requireNonNullElse(e.getMessage(), "it is wrong"));
    UserException problem =
        UserException.usage(
            new Problem(
                "COMMAND_LINE_INVALID",
                "Cannot read the command line: %s."
                    .formatted(fact.substring(0, 1).toLowerCase(Locale.ROOT) + fact.substring(1)),
                suggested(e)
                    + "see %s --help"
                        .formatted(e.getCommandLine().getCommandSpec().qualifiedName())));
    return new Ending(terminal).told(problem, args);
  }

  /** What was meant perhaps. */
  private static String suggested(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? "write perhaps %s, or ".formatted(String.join(" or ", unmatched.getSuggestions()))
        : "";
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Makes the verbs, each with the terminal it talks to. */
  private record Verbs(Terminal terminal) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return Verb.class.isAssignableFrom(type)
          ? type.getDeclaredConstructor(Terminal.class).newInstance(terminal)
          : CommandLine.defaultFactory().create(type);
    }
  }

  /** How a command ends that did not end well. */
  private record Ending(Terminal terminal) implements IExecutionExceptionHandler {

    private static final Pattern DATABASE = Pattern.compile("jdbc:[^\\s']*");

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
      if (e instanceof UserException problem) {
        return told(problem, parsed.originalArgs());
      }
      return defect(parsed.originalArgs().toArray(String[]::new), e);
    }

    private int told(UserException problem, List<String> args) {
      if (args.contains("--json")) {
        terminal.out().println(Json.problems(problem));
      }
      terminal.tell(problem);
      return problem.exitCode().number();
    }

    /** Logins and options of addresses are nobody's business. */
    private static String withoutSecrets(String args) {
      return DATABASE
          .matcher(args)
          .replaceAll(found -> Matcher.quoteReplacement(JdbcOptions.shown(found.group())))
          .replaceAll("://[^/@\\s]*@", "://***@");
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
