package dev.bering.flowfile;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Where a package begins: {@code spark-submit detect.jar [--slices ...]} runs the flow that it
 * holds as {@code bering flow run} does, with the same options and exit codes.
 */
public final class Main {

  private Main() {}

  /** Runs the flow; ends the process only if it did not end well, as clusters ask for. */
  public static void main(String[] args) {
    int exitCode = run(System.out, System.err, PackageParts.place(Main.class), args);
    if (exitCode != ExitCode.OK.number()) {
      System.exit(exitCode);
    }
  }

  /** Runs the flow of {@code jar}. */
  static int run(PrintStream out, PrintStream err, Path jar, String... args) {
    try {
      return execute(out, err, jar, args);
    } catch (Error defect) { // the parser hands on exceptions only
      return told(err, defect);
    }
  }

  private static int execute(PrintStream out, PrintStream err, Path jar, String... args) {
    return new CommandLine(new Packaged(out, err, jar))
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(
            (e, words) -> {
              String fact = String.valueOf(e.getMessage()).replaceAll("://[^/\\s]*@", "://***@");
              err.printf("Cannot read the command line: %s.%nhint: see --help%n", fact);
              return ExitCode.USAGE.number();
            })
        .setExecutionExceptionHandler((e, command, parsed) -> told(err, e))
        .execute(args);
  }

  private static int told(PrintStream err, Throwable e) {
    if (e instanceof UserException refused) {
      for (Problem problem : refused.problems()) {
        err.println(problem.message());
        err.println("hint: " + problem.hint());
      }
      return refused.exitCode().number();
    }
    err.println("Cannot finish: this is a defect of Bering, not of your data.");
    err.println("hint: report it with the lines below");
    e.printStackTrace(err);
    return ExitCode.INTERNAL.number();
  }

  /** The one command of a package. */
  @Command(
      name = "spark-submit PACKAGE",
      description = "Bring the tables of the flow up to date that this package holds.")
  private static final class Packaged implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;
    private final Path jar;

    @Mixin private RunOptions options = new RunOptions();

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help and end.")
    @SuppressWarnings("UnusedVariable") // the parser asks for it
    private boolean help;

    Packaged(PrintStream out, PrintStream err, Path jar) {
      this.out = out;
      this.err = err;
      this.jar = jar;
    }

    @Override
    public Integer call() throws IOException {
      requireDelta();
      Path folder = Files.createTempDirectory("bering-flow");
      try {
        FlowFile file = FlowFile.packaged(jar, folder);
        try (SparkSession spark = FlowSession.submitted(file)) {
          var runner = new FlowFileRunner(file, spark, Clock.systemUTC());
          Record result =
              dryRun
                  ? runner.plan(options, err::println)
                  : runner.run(options, Progress.NONE, err::println);
          out.print(result);
          out.flush();
        }
      } finally {
        remove(folder);
      }
      return ExitCode.OK.number();
    }

    /** Packages bring none, because every place has its own. */
    private static void requireDelta() {
      try {
        Class.forName("io.delta.tables.DeltaTable", false, Main.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        throw UserException.usage(
            new Problem(
                "FLOW_PACKAGE_DELTA",
                "Cannot run the flow: Delta is not on the class path.",
                "start with --packages " + FlowPackage.DELTA),
            e);
      }
    }

    private static void remove(Path folder) throws IOException {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
