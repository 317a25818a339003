package dev.bering.flow;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One write of a run: under its name, in a pool of its own, and again if its failure may pass. */
final class PortWrite {
  private final Program program;
  private final RunPlan.Write write;
  private final Dataset<Row> rows;
  private final JobNames names;
  private final String note;
  private final Retry retry;
  private final FlowListener listener;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param names whose groups are this write's alone
   */
  PortWrite(
      Program program,
      RunPlan.Write write,
      Dataset<Row> rows,
      JobNames names,
      String note,
      Retry retry,
      FlowListener listener) {
    this.program = program;
    this.write = write;
    this.rows = rows;
    this.names = names;
    this.note = note;
    this.retry = retry;
    this.listener = listener;
  }

  RunPlan.Write plan() {
    return write;
  }

  /** The columns of its rows that come from tables. */
  List<ColumnOrigin> origins() {
    return ColumnOrigins.of(rows);
  }

  /**
   * The path of the node that makes the rows; none does if they are an input of the flow, or
   * stored.
   */
  String node() {
    String source = write.source().node();
    boolean isMade = program.calls().stream().anyMatch(call -> call.path().equals(source));
    return isMade ? source : PortRef.OUTPUT;
  }

  /** The job group of its jobs. */
  String group() {
    return names.group(node());
  }

  /**
   * Writes, in the calling thread.
   *
   * @throws dev.bering.model.UserException FLOW_NODE_FAILED, FLOW_SINK_CONFLICT
   */
  FlowReport.Written run() {
    long start = System.nanoTime();
    SparkSession.setActiveSession(names.ctx().spark());
    listener.writeBegins(write);
    try {
      FlowReport.Written written = attempts(start);
      listener.writeEnds(written);
      return written;
    } catch (RuntimeException | Error e) {
      listener.writeFails(write, e);
      throw e;
    }
  }

  private FlowReport.Written attempts(long start) {
    for (int attempt = 1; ; attempt++) {
      try {
        Receipt receipt = attempt();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return new FlowReport.Written(
            node(), write.sink(), receipt, elapsed, write.nodes(), attempt, Cost.NONE);
      } catch (Exception e) { // Scala throws checked exceptions without saying so
        boolean again = attempt < retry.attempts() && Passing.is(e);
        if (!again || isStoppedAfter(retry.pauseAfter(attempt))) {
          throw NodeFailure.whileWriting(program.flow(), write.sink(), node(), calls(), e);
        }
      }
    }
  }

  private Receipt attempt() {
    if (stopped.getCount() == 0) {
      throw new IllegalStateException("%s is stopped".formatted(group()));
    }
    String port = write.sink().port();
    String pool = program.flow() + "/" + port;
    return names.during(node(), "write " + port, pool, () -> write.sink().write(rows, note));
  }

  private List<Call> calls() {
    return program.calls().stream().filter(c -> write.nodes().contains(c.path())).toList();
  }

  private boolean isStoppedAfter(Duration pause) {
    try {
      return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Ends it soon, from another thread: it fails, unless it is as good as done. */
  void stop(String reason) {
    stopped.countDown();
    names.ctx().spark().sparkContext().cancelJobGroupAndFutureJobs(group(), reason);
  }
}
