package dev.bering.flow;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import io.delta.exceptions.DeltaConcurrentModificationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.QueryContext;
import org.apache.spark.QueryContextType;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;

/**
 * Tells which node failed, and why, in one sentence.
 *
 * <p>Frames are lazy: a node's expressions fail while some later node's output is written, in one
 * job with the expressions of others. Spark keeps the line of Java that made an expression, and a
 * failing lambda leaves its stack trace; where one of these lies in the class of a component, that
 * component is named, else the node whose output was being written.
 */
final class NodeFailure {
  /** What Spark wraps around the failure that a person wants to read. */
  private static final Set<String> WRAPPERS = Set.of("TASK_WRITE_FAILED", "FAILED_EXECUTE_UDF");

  /** From these on, a stack trace tells who ran the flow rather than what is in it. */
  private static final Set<String> CALLERS =
      Set.of(
          Call.class.getName(),
          DeltaSink.class.getName(),
          ParquetSink.class.getName(),
          NoopSink.class.getName(),
          PortWrite.class.getName());

  private final String flow;
  private final List<Throwable> chain = new ArrayList<>();

  private NodeFailure(String flow, Throwable failure) {
    this.flow = flow;
    for (Throwable t = failure; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
  }

  /** {@code call} failed while it described its outputs. */
  static UserException of(String flow, Call call, Exception failure) {
    var told = new NodeFailure(flow, failure);
    String hint =
        failure instanceof UserException user
            ? user.problems().get(0).hint()
            : told.origin(List.of(call))
                .map(origin -> "it was raised at " + origin.site())
                .orElse("see the stack trace of the cause");
    return told.exception(call.path(), hint, failure);
  }

  /**
   * Something failed while {@code sink} was written, in jobs that did the work of {@code calls}.
   */
  static UserException whileWriting(
      String flow, Sink sink, String writer, Collection<Call> calls, Exception failure) {
    if (failure instanceof UserException ofSink) {
      return ofSink; // it says what is wrong with the place, and whether that may pass
    }
    var told = new NodeFailure(flow, failure);
    Optional<UserException> rule = told.brokenRule(calls, failure);
    if (rule.isPresent()) {
      return rule.get();
    }
    Optional<Origin> origin = told.origin(calls);
    if (origin.isPresent()) {
      String hint =
          "it was raised at %s while %s was written".formatted(origin.get().site(), sink.port());
      return told.exception(origin.get().paths(), hint, failure);
    }
    String work = calls.stream().map(Call::path).collect(Collectors.joining(", "));
    String hint =
        "it was raised %swhile %s was written%s"
            .formatted(
                told.expression(),
                sink.port(),
                work.isEmpty() ? "" : ", which does the work of " + work);
    return told.exception(writer, hint, failure);
  }

  /** {@code failure}, and what the run had written when it happened. */
  static UserException after(UserException failure, List<FlowReport.Written> written) {
    if (written.isEmpty()) {
      return failure;
    }
    Problem problem = failure.problems().get(0);
    String before =
        written.stream().map(FlowReport.Written::toString).collect(Collectors.joining("; "));
    var told =
        new Problem(
            problem.code(), problem.message(), problem.hint() + "; written before: " + before);
    if (failure.exitCode() == ExitCode.TEMPORARY) {
      return UserException.temporary(told, failure);
    }
    return failure.exitCode() == ExitCode.SOURCE
        ? UserException.source(told, failure)
        : UserException.usage(told, failure);
  }

  /** The first line of what {@code failure} says, without a full stop. */
  static String firstLine(Exception failure) {
    return new NodeFailure("", failure).fact();
  }

  /** The failure of a rule, of whichever check among {@code calls} has it. */
  private Optional<UserException> brokenRule(Collection<Call> calls, Exception failure) {
    String fact = fact();
    List<String> checks =
        calls.stream().filter(call -> Check.fails(call.component(), fact)).map(Call::path).toList();
    return checks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            UserException.usage(
                new Problem(
                    "FLOW_RULE_BROKEN",
                    "Cannot run %s/%s: %s.".formatted(flow, String.join(" or ", checks), fact),
                    "to see such rows make it Rule.drop: they are among the rejected ones then"),
                failure));
  }

  private UserException exception(String path, String hint, Exception failure) {
    String message = "Cannot run %s/%s: %s.".formatted(flow, path, fact());
    if (chain.stream().anyMatch(DeltaConcurrentModificationException.class::isInstance)) {
      return UserException.temporary(
          new Problem("FLOW_SINK_CONFLICT", message, "run it again when no other writer is active"),
          failure);
    }
    if (Passing.is(failure)) {
      return UserException.temporary(
          new Problem("FLOW_NODE_INTERRUPTED", message, "run it again"), failure);
    }
    return UserException.usage(new Problem("FLOW_NODE_FAILED", message, hint), failure);
  }

  /** The first line of the innermost message that is not a mere wrapper. */
  private String fact() {
    Throwable told =
        chain.stream().filter(t -> !isWrapper(t)).findFirst().orElse(chain.get(chain.size() - 1));
    return message(told)
        .strip()
        .lines()
        .findFirst()
        .orElse(told.getClass().getName())
        .replaceFirst("[.;]$", "");
  }

  private boolean isWrapper(Throwable t) {
    if (t.getCause() == null) {
      return false;
    }
    String condition = t instanceof SparkThrowable spark ? spark.getCondition() : null;
    return condition == null ? t instanceof SparkException : WRAPPERS.contains(condition);
  }

  private static String message(Throwable t) {
    if (t instanceof SparkThrowable spark) {
      String raised = spark.getMessageParameters().get("errorMessage"); // of raise_error
      return raised == null ? String.valueOf(t.getMessage()) : raised;
    }
    return t instanceof UserException ? String.valueOf(t.getMessage()) : t.toString();
  }

  /** Where the failure comes from: a line of Java, and the nodes whose class it is in. */
  private record Origin(String paths, String site) {}

  private Optional<Origin> origin(Collection<Call> calls) {
    for (String site : sites()) {
      int longest = calls.stream().mapToInt(call -> matched(site, call)).max().orElse(0);
      if (longest > 0) {
        String paths =
            calls.stream()
                .filter(call -> matched(site, call) == longest)
                .map(Call::path)
                .collect(Collectors.joining(" or "));
        return Optional.of(new Origin(paths, site.replaceFirst("^.*\\((.*)\\)$", "$1")));
      }
    }
    return Optional.empty();
  }

  /** The text of the SQL expression that failed, as part of a sentence; empty if unknown. */
  private String expression() {
    return contexts(QueryContextType.SQL)
        .findFirst()
        .map(context -> "by '%s' ".formatted(context.fragment()))
        .orElse("");
  }

  private Stream<QueryContext> contexts(QueryContextType type) {
    return chain.stream()
        .filter(SparkThrowable.class::isInstance)
        .flatMap(t -> Arrays.stream(((SparkThrowable) t).getQueryContext()))
        .filter(context -> context.contextType() == type);
  }

  /** Lines of Java as stack traces spell them, the most telling first. */
  private List<String> sites() {
    var sites = new ArrayList<String>();
    contexts(QueryContextType.DataFrame).map(QueryContext::callSite).forEach(sites::add);
    for (int i = chain.size() - 1; i >= 0; i--) {
      Arrays.stream(chain.get(i).getStackTrace())
          .takeWhile(frame -> !CALLERS.contains(frame.getClassName()))
          .map(StackTraceElement::toString)
          .forEach(sites::add);
    }
    return sites;
  }

  /** How many letters of the class of {@code call} begin {@code site}: all of them, or none. */
  private static int matched(String site, Call call) {
    String type = componentClass(call);
    boolean inside = site.startsWith(type + ".") || site.startsWith(type + "$");
    return inside ? type.length() : 0;
  }

  private static String componentClass(Call call) {
    Object code =
        call.component() instanceof Transformers.Declared<?, ?> declared
            ? declared.body()
            : call.component();
    return code.getClass().getName().replaceFirst("\\$\\$Lambda.*", "");
  }
}
