package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.ResourceUse;
import dev.bering.jobs.RunStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs as processes of this machine. A run has a folder of its own, made by exactly one of those
 * who want to start it: {@code pid}, {@code output}, {@code errors}, and {@code exit} once it has
 * ended. The process ignores the interrupts of the terminal that it was started from.
 */
final class ProcessConnection implements PlatformConnection {
  private static final String WAIT_AND_NOTE =
      "trap '' INT HUP; trap : TERM; echo $$ > \"$0/pid.part\"; mv \"$0/pid.part\" \"$0/pid\"; "
          // What comes so late that it was cancelled does not begin.
          + "if [ -e \"$0/cancel\" ]; then false; else "
          + "\"$@\" > \"$0/output\" 2> \"$0/errors\" < /dev/null; fi; "
          + "echo $? > \"$0/exit.part\"; mv \"$0/exit.part\" \"$0/exit\"";
  private static final String NOTE = "became";
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(20);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

  private final Rendering rendering;
  private final Path home;
  private final Path folder;
  private final Map<String, String> environment;
  private final EventLogs logs;

  /**
   * @param home where Spark is installed
   * @param folder of all runs
   * @param environment beside what the job says
   */
  ProcessConnection(Rendering rendering, Path home, Path folder, Map<String, String> environment) {
    this.rendering = rendering;
    this.home = home;
    this.folder = folder.toAbsolutePath();
    this.environment = Map.copyOf(environment);
    this.logs = new EventLogs(rendering);
  }

  @Override
  public String submit(Token token) throws PlatformException {
    return submit(token, List.of());
  }

  /** As {@link #submit(Token)}, with further arguments of spark-submit. */
  String submit(Token token, List<String> more) throws PlatformException {
    Path run = folder.resolve(token.text());
    Map<String, String> variables = environment(); // may fail, and then nothing has begun
    try {
      Files.createDirectories(folder);
      Files.createDirectory(run);
    } catch (FileAlreadyExistsException e) {
      return id(run);
    } catch (IOException e) {
      throw new PlatformException(
          Failure.of(FailureClass.CONFIG, "%s cannot be made: %s".formatted(run, e)), e);
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(command(run, more));
      builder.environment().putAll(variables);
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectOutput(run.resolve("shell").toFile()).redirectErrorStream(true);
      builder.start();
      return id(run);
    } catch (IOException e) {
      throw new PlatformException(
          Failure.of(FailureClass.CONFIG, "no process can be started: %s".formatted(e)), e);
    }
  }

  private List<String> command(Path run, List<String> more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setsid",
                "sh",
                "-c",
                WAIT_AND_NOTE,
                run.toString(),
                home.resolve("bin/spark-submit").toString()));
    command.addAll(more);
    if (logs.areWanted()) {
      command.add("--conf");
      command.add(EventLogReader.ATTEMPT + "=" + run.getFileName());
    }
    for (JsonNode argument : rendering.payload().withArray("spark-submit")) {
      command.add(argument.asText());
    }
    return command;
  }

  private Map<String, String> environment() throws PlatformException {
    Map<String, String> all = new HashMap<>();
    all.put("SPARK_HOME", home.toString());
    all.putAll(environment);
    rendering
        .payload()
        .withObject("environment")
        .properties()
        .forEach(variable -> all.put(variable.getKey(), variable.getValue().asText()));
    all.putAll(SecretValues.of(rendering));
    return all;
  }

  @Override
  public Optional<String> find(Token token) {
    return find(token.text());
  }

  /** As {@link #find(Token)}, by the token's text. */
  Optional<String> find(String token) {
    return Files.isDirectory(folder.resolve(token))
        ? Optional.of(id(folder.resolve(token)))
        : Optional.empty();
  }

  /** Writes down what became of a process, where its folder is on this machine. */
  void note(String token, String text) throws IOException {
    Path run = folder.resolve(token);
    if (Files.isDirectory(run)) {
      Path part = Files.createTempFile(run, NOTE, ".part");
      Files.writeString(part, text);
      Files.move(part, run.resolve(NOTE), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** What was written down of a process; empty if nothing was, here. */
  Optional<String> noted(String token) {
    try {
      return Optional.of(Files.readString(folder.resolve(token).resolve(NOTE)).strip());
    } catch (IOException e) {
      return Optional.empty(); // the cluster is asked then
    }
  }

  /** The machine and the folder of a run: whoever asks elsewhere is told so. */
  private static String id(Path run) {
    return Machine.name() + ":" + run;
  }

  private static Path run(String id) throws PlatformException {
    int colon = id.indexOf(':');
    String machine = id.substring(0, Math.max(colon, 0));
    if (!machine.equals(Machine.name())) {
      throw new PlatformException(
          Failure.of(
              FailureClass.CONFIG,
              "it runs on %s, and only that machine can tell how it is".formatted(machine)));
    }
    return Path.of(id.substring(colon + 1));
  }

  @Override
  public Optional<String> machine() {
    return Optional.of(Machine.name());
  }

  @Override
  public RunStatus status(String id) throws PlatformException {
    Path run = run(id);
    try {
      Map<String, String> links = Map.of("logs", run.resolve("errors").toString());
      if (!Files.isDirectory(run)) {
        return ended(
            Failure.of(FailureClass.PLATFORM, "its folder %s is gone".formatted(run)),
            Optional.empty(),
            Map.of());
      }
      Optional<Long> pid = number(run.resolve("pid"));
      Map<String, String> facts = pid.isPresent() ? Map.of("pid", pid.get() + "") : Map.of();
      Optional<Long> exit = number(run.resolve("exit"));
      if (exit.isPresent() && !isStillStopping(run, pid)) {
        return new RunStatus(
            RunStatus.Phase.ENDED,
            begun(run),
            Optional.of(Files.getLastModifiedTime(run.resolve("exit")).toInstant()),
            failure(run, exit.get()),
            links,
            facts);
      }
      if (exit.isPresent() || (pid.isPresent() && isAlive(pid.get(), run))) {
        return new RunStatus(
            Files.exists(run.resolve("cancel"))
                ? RunStatus.Phase.STOPPING
                : RunStatus.Phase.RUNNING,
            begun(run),
            Optional.empty(),
            Optional.empty(),
            links,
            facts);
      }
      return withoutEnd(run, pid, links, facts);
    } catch (IOException e) {
      throw new PlatformException(
          Failure.of(FailureClass.PLATFORM, "%s cannot be read: %s".formatted(run, e)), e);
    }
  }

  private RunStatus withoutEnd(
      Path run, Optional<Long> pid, Map<String, String> links, Map<String, String> facts)
      throws IOException {
    boolean isYoung =
        Files.getLastModifiedTime(run).toInstant().plus(STARTS_WITHIN).isAfter(Instant.now());
    if (pid.isEmpty() && isYoung) {
      return new RunStatus(
          RunStatus.Phase.STARTING,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          links,
          facts);
    }
    // It may have ended between the two looks.
    Optional<Long> exit = number(run.resolve("exit"));
    if (exit.isPresent()) {
      return ended(failure(run, exit.get()).orElse(null), begun(run), links);
    }
    return ended(
        Files.exists(run.resolve("cancel"))
            ? Failure.of(FailureClass.CANCELLED, "its process was stopped")
            : Failure.of(
                FailureClass.PLATFORM,
                pid.isPresent()
                    ? "its process %d is gone and left no exit code".formatted(pid.get())
                    : "its process was never seen"),
        begun(run),
        links);
  }

  private static RunStatus ended(
      @org.jspecify.annotations.Nullable Failure failure,
      Optional<Instant> begun,
      Map<String, String> links) {
    return new RunStatus(
        RunStatus.Phase.ENDED,
        begun,
        Optional.empty(),
        Optional.ofNullable(failure),
        links,
        Map.of());
  }

  private static Optional<Instant> begun(Path run) throws IOException {
    return Files.exists(run.resolve("pid"))
        ? Optional.of(Files.getLastModifiedTime(run.resolve("pid")).toInstant())
        : Optional.empty();
  }

  private static Optional<Failure> failure(Path run, long exit) throws IOException {
    if (exit == 0) {
      return Optional.empty();
    }
    if (Files.exists(run.resolve("cancel"))) {
      return Optional.of(Failure.of(FailureClass.CANCELLED, "its process was stopped"));
    }
    return Optional.of(
        DriverLog.failure(
            DriverLog.tail(run.resolve("errors")),
            "spark-submit ended with exit code %d".formatted(exit),
            run.resolve("errors").toString()));
  }

  private static Optional<Long> number(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file).strip();
    return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  /**
   * Whether the process is there and is the one that was started, not a later one of its number.
   */
  private static boolean isAlive(long pid, Path run) throws IOException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    Instant noted = Files.getLastModifiedTime(run.resolve("pid")).toInstant();
    return process.isPresent()
        && process
            .get()
            .info()
            .startInstant()
            .map(start -> !start.isAfter(noted.plusSeconds(2)))
            .orElse(true);
  }

  @Override
  public void cancel(String id) throws PlatformException {
    Path run = run(id);
    try {
      Optional<Long> pid = number(run.resolve("pid"));
      if (Files.exists(run.resolve("exit"))) {
        return;
      }
      // A process that is not there yet is stopped by the next call.
      if (!Files.exists(run.resolve("cancel"))) {
        Files.writeString(run.resolve("cancel"), "");
      }
      if (pid.isPresent() && isAlive(pid.get(), run)) {
        signal("TERM", pid.get());
      }
    } catch (IOException e) {
      throw new PlatformException(
          Failure.of(FailureClass.PLATFORM, "%s cannot be written: %s".formatted(run, e)), e);
    }
  }

  /**
   * Whether something of a run that is being stopped is left; what does not end by itself is
   * killed.
   */
  private static boolean isStillStopping(Path run, Optional<Long> pid) throws IOException {
    Path cancel = run.resolve("cancel");
    if (pid.isEmpty() || !Files.exists(cancel)) {
      return false;
    }
    // Much later its number may be that of others.
    Duration since = Duration.between(Files.getLastModifiedTime(cancel).toInstant(), Instant.now());
    if (since.compareTo(ENDS_WITHIN.multipliedBy(2)) > 0 || !signal("0", pid.get())) {
      return false;
    }
    if (since.compareTo(ENDS_WITHIN) > 0) {
      signal("KILL", pid.get());
    }
    return true;
  }

  /** Sends a signal to every process of a run; false if there is none. */
  private static boolean signal(String name, long group) throws IOException {
    try {
      return new ProcessBuilder("kill", "-s", name, "--", "-" + group)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public LogText log(String id, LogStream stream, long from) throws IOException {
    Path file =
        Path.of(id.substring(id.indexOf(':') + 1))
            .resolve(stream == LogStream.OUTPUT ? "output" : "errors");
    if (!Files.exists(file)) {
      return new LogText("", from);
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      if (from >= length) {
        return new LogText("", from);
      }
      byte[] bytes = new byte[(int) Math.min(length - from, 1 << 20)];
      in.seek(from);
      in.readFully(bytes);
      return new LogText(new String(bytes, StandardCharsets.UTF_8), from + bytes.length);
    }
  }

  @Override
  public ResourceUse resources(Token token, String id) throws IOException {
    return logs.of(token, Optional.empty(), startedAt(token));
  }

  /** When its process was begun to be started from this machine; long ago, if it was not. */
  Instant startedAt(Token token) throws IOException {
    Path pid = folder.resolve(token.text()).resolve("pid");
    return Files.exists(pid) ? Files.getLastModifiedTime(pid).toInstant() : Instant.EPOCH;
  }

  @Override
  public Duration pace() {
    return Duration.ofMillis(500);
  }

  @Override
  public void close() {
    // Processes go on by themselves.
  }
}
