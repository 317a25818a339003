package dev.bering.bench;

import com.databricks.sdk.WorkspaceClient;
import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.service.compute.ClusterSpec;
import com.databricks.sdk.service.compute.Library;
import com.databricks.sdk.service.jobs.SparkJarTask;
import com.databricks.sdk.service.jobs.SubmitRun;
import com.databricks.sdk.service.jobs.SubmitTask;
import dev.bering.jobs.FanOut;
import dev.bering.jobs.Job;
import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.JobRuns;
import dev.bering.jobs.JobSource;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.RunBook;
import dev.bering.jobs.RunContext;
import dev.bering.jobs.RunRecord;
import dev.bering.jobs.RunWatcher;
import dev.bering.model.Location;
import dev.bering.platforms.DatabricksPlatform;
import dev.bering.platforms.DatabricksServer;
import dev.bering.stores.Stores;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Many runs at once on the local workspace of Databricks: {@code ManyRuns FOLDER SECONDS COUNT...}.
 * The runs themselves are simulated: the workspace ends each after SECONDS, and nothing runs in it.
 * What is measured is the client, by its own way from the record to the last poll, in one process
 * with the workspace. Then what a submission costs beside the bare call of the SDK.
 *
 * <p>Asks for {@code DATABRICKS_TOKEN}, as every client of Databricks does.
 */
public final class ManyRuns {
  /** What a workspace is published to answer a second. */
  private static final int GETS_A_SECOND = 100;

  private static final String JAR = "s3://code/totals.jar";
  private static final String RUNTIME = "18.2.x-scala2.13";

  private ManyRuns() {}

  /** Prints two tables in Markdown. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Duration length = Duration.ofSeconds(Long.parseLong(args[1]));
    System.out.println(
        "| runs | wall s | peak heap MB | heap a run under way, kB | peak threads | sent a run:"
            + " submit, get, other | polls of one run, nearest s | gets a second, most | of %d |"
                .formatted(GETS_A_SECOND));
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    round(folder.resolve("warm"), Duration.ofSeconds(1), 50); // loads classes; not printed
    for (String count : List.of(args).subList(2, args.length)) {
      System.out.println(round(folder.resolve(count), length, Integer.parseInt(count)));
    }
    overhead(folder.resolve("overhead"));
    System.exit(0);
  }

  private static String text(DatabricksServer server) {
    return """
        apiVersion: bering/v1
        kind: SparkJob
        metadata: {name: totals}
        platform: databricks
        spec: {type: Scala, mainApplicationFile: "%s", mainClass: com.acme.Totals}
        platforms:
          databricks:
            host: "%s"
            cluster: {spark_version: %s, node_type_id: m6id.large, num_workers: 1}
        """
        .formatted(JAR, server.url(), RUNTIME);
  }

  private static JobRuns runs(Path folder) {
    return new JobRuns(
        new JobFormat(List.of(new DatabricksPlatform())),
        new RunBook(Stores.open(Location.of(folder.resolve("book")))),
        Clock.systemUTC(),
        version -> {
          throw new IllegalStateException("Nothing was published");
        });
  }

  private static JobRuns.Request request(DatabricksServer server) {
    JobFiles files = new JobFiles("jobs", new TreeMap<>(Map.of("totals.yaml", text(server))));
    return new JobRuns.Request(
        JobSource.of(files), "totals", JobChoice.NONE, Optional.empty(), Optional.empty());
  }

  /** Holds the process against what it held before, once all runs are under way. */
  private static final class Gauge implements RunWatcher {
    private final int count;
    private final long before = live();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicLong underWay = new AtomicLong();

    Gauge(int count) {
      this.count = count;
    }

    @Override
    public void started(RunRecord run) {
      if (started.incrementAndGet() == count) {
        underWay.set(live() - before);
      }
    }

    static long live() {
      System.gc();
      return used();
    }

    static long used() {
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
  }

  private static String round(Path folder, Duration length, int count) throws Exception {
    try (DatabricksServer server = new DatabricksServer(folder.resolve("workspace"))) {
      server.simulateRuns(length);
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      Gauge gauge = new Gauge(count);
      threads.resetPeakThreadCount();
      AtomicLong peak = new AtomicLong();
      Thread sampler = sampler(peak);
      JobRuns.Request request = request(server);
      long start = System.nanoTime();
      List<FanOut.Outcome> outcomes =
          new FanOut(runs(folder), count, gauge).run(Collections.nCopies(count, request));
      double wall = (System.nanoTime() - start) / 1e9;
      sampler.interrupt();
      long good =
          outcomes.stream()
              .filter(one -> one.run().map(run -> run.state().equals("succeeded")).orElse(false))
              .count();
      if (good != count) {
        throw new IllegalStateException("%d of %d runs succeeded".formatted(good, count));
      }
      List<DatabricksServer.Call> all = server.calls("");
      long submits = all.stream().filter(call -> call.line().contains("/runs/submit")).count();
      List<DatabricksServer.Call> gets =
          all.stream().filter(call -> call.line().contains("/runs/get?")).toList();
      double most = most(gets);
      return String.format(
          Locale.ROOT,
          "| %d | %.1f | %d | %.0f | %d | %.2f, %.2f, %.2f | %s | %.0f | %.2f |",
          count,
          wall,
          peak.get() >> 20,
          gauge.underWay.get() / 1024.0 / count,
          threads.getPeakThreadCount(),
          (double) submits / count,
          (double) gets.size() / count,
          (double) (all.size() - submits - gets.size()) / count,
          nearest(gets),
          most,
          most / GETS_A_SECOND);
    }
  }

  private static Thread sampler(AtomicLong peak) {
    Thread sampler =
        new Thread(
            () -> {
              try {
                while (true) {
                  peak.accumulateAndGet(Gauge.used(), Math::max);
                  Thread.sleep(20);
                }
              } catch (InterruptedException e) {
                return; // the round is over
              }
            });
    sampler.setDaemon(true);
    sampler.start();
    return sampler;
  }

  /** The smallest distance between two polls of one run, in seconds; a dash if none had two. */
  private static String nearest(List<DatabricksServer.Call> gets) {
    Map<String, Long> last = new HashMap<>();
    long least = Long.MAX_VALUE;
    for (DatabricksServer.Call call : gets) {
      Long before = last.put(call.line(), call.nanos());
      least = before == null ? least : Math.min(least, call.nanos() - before);
    }
    return least == Long.MAX_VALUE ? "-" : String.format(Locale.ROOT, "%.2f", least / 1e9);
  }

  /** The most that came within any second. */
  private static double most(List<DatabricksServer.Call> calls) {
    int most = 0;
    for (int from = 0, to = 0; to < calls.size(); to++) {
      while (calls.get(to).nanos() - calls.get(from).nanos() >= 1_000_000_000L) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  private static void overhead(Path folder) {
    try (DatabricksServer server = new DatabricksServer(folder.resolve("workspace"))) {
      server.simulateRuns(Duration.ofMillis(1));
      JobRuns.Request request = request(server);
      JobRuns runs = runs(folder);
      DatabricksPlatform platform = new DatabricksPlatform();
      Job job =
          new JobFormat(List.of(platform))
              .catalogue(request.source().files())
              .job("totals", JobChoice.NONE)
              .resolve(new RunContext("totals-1", LocalDate.EPOCH, name -> Optional.empty()));
      WorkspaceClient bare =
          new WorkspaceClient(
              new DatabricksConfig().setHost(server.url()).setToken(DatabricksServer.LOGIN));
      AtomicInteger number = new AtomicInteger();
      try (PlatformConnection connection = platform.connect(platform.render(job))) {
        Rounds rounds =
            new Rounds()
                .form("bare", () -> submit(bare, "bare-" + number.incrementAndGet()))
                .form("ours", () -> submit(connection, "ours-" + number.incrementAndGet()))
                .form("run", () -> runs.start(runs.create(request).id(), RunWatcher.NONE))
                // A run waits for its turn, of which there are 20 a second.
                .form("rest", () -> LockSupport.parkNanos(60_000_000))
                .run(50, 200);
        System.out.println();
        System.out.println("| a submission | ms, median | ratio to the bare call | ms beside it |");
        System.out.println("|---|---|---|---|");
        double base = rounds.median("bare", Rounds.Took::wall);
        for (String name : List.of("bare", "ours", "run")) {
          double median = rounds.median(name, Rounds.Took::wall);
          System.out.printf(
              Locale.ROOT,
              "| %s | %.2f | %s | %.2f |%n",
              Map.of(
                      "bare", "`jobs().submit` of the SDK",
                      "ours", "`submit` of the connection",
                      "run", "a run made, recorded and submitted")
                  .getOrDefault(name, name),
              1000 * median,
              rounds.ratio(name, "bare", Rounds.Took::wall),
              1000 * (median - base));
        }
      }
    }
  }

  /** The same payload, as the SDK's own users write it. */
  private static void submit(WorkspaceClient client, String token) {
    client
        .jobs()
        .submit(
            new SubmitRun()
                .setRunName("totals " + token)
                .setIdempotencyToken(token)
                .setTasks(
                    List.of(
                        new SubmitTask()
                            .setTaskKey("main")
                            .setSparkJarTask(
                                new SparkJarTask()
                                    .setMainClassName("com.acme.Totals")
                                    .setParameters(List.of()))
                            .setLibraries(List.of(new Library().setJar(JAR)))
                            .setNewCluster(
                                new ClusterSpec()
                                    .setSparkVersion(RUNTIME)
                                    .setNodeTypeId("m6id.large")
                                    .setNumWorkers(1L)
                                    .setCustomTags(
                                        Map.of("bering_job", "totals", "bering_run", token))))));
  }

  private static void submit(PlatformConnection connection, String token) {
    try {
      connection.submit(new PlatformConnection.Token("totals-1", 1, token));
    } catch (PlatformException e) {
      throw new IllegalStateException(e.failure().words(), e);
    }
  }
}
