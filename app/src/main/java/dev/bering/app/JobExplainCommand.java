package dev.bering.app;

import dev.bering.jobs.DependencyFinding;
import dev.bering.jobs.Explanation;
import dev.bering.jobs.JobRuns;
import dev.bering.jobs.PolicyFinding;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.TranslatedSetting;
import dev.bering.model.ExitCode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering job explain JOB}. */
@Command(
    name = "explain",
    description = "Show every value of a job with file and line, and what its platform gets.",
    footer = {
      "",
      "  bering job explain jobs/features.yaml --platform databricks --set params.ds=2026-01-31"
    })
final class JobExplainCommand extends Verb {
  private static final int WIDE = 80;

  @Parameters(paramLabel = "JOB", description = "A published job, or a job file.")
  private String job = "";

  @Mixin private JobPlaces places = new JobPlaces();
  @Mixin private JobChoiceOptions choice = new JobChoiceOptions();

  @Option(
      names = "--payload",
      description = "Print what is sent, in the platform's own words, too.")
  private boolean payload;

  JobExplainCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    JobPlaces.Named named = places.job(job);
    Explanation explanation =
        places
            .runs()
            .explain(
                new JobRuns.Request(
                    named.source(), named.job(), choice.choice(), Optional.empty()));
    return result("explanation", explanation, () -> text(explanation), ExitCode.OK);
  }

  private String text(Explanation explanation) {
    StringBuilder text = new StringBuilder();
    text.append("job %s on %s%n%n".formatted(explanation.job(), explanation.platform()));
    TextColumns values = new TextColumns();
    for (Explanation.Line line : explanation.values()) {
      values.line(line.key(), shortened(line.value()), line.origin());
    }
    for (Explanation.Line line : explanation.removed()) {
      values.line(line.key(), "(removed)", line.origin());
    }
    text.append(values.text(""));
    settings(explanation, text);
    if (!explanation.unhonoured().isEmpty()) {
      text.append("%nnot honoured on %s%n".formatted(explanation.platform()));
      TextColumns lines = new TextColumns();
      for (Rendering.Unhonoured one : explanation.unhonoured()) {
        lines.line(one.key(), one.why());
      }
      text.append(lines.text("  "));
    }
    dependencies(explanation, text);
    policy(explanation, text);
    if (payload) {
      text.append("%nsent%n%s%n".formatted(explanation.payload().toPrettyString()));
    }
    text.append("%nhash %s%n".formatted(explanation.hash()));
    return text.toString();
  }

  private static void settings(Explanation explanation, StringBuilder text) {
    TextColumns lines = new TextColumns();
    for (TranslatedSetting one : explanation.settings()) {
      if (one.action() != TranslatedSetting.Action.KEEP) {
        String becomes =
            one.isSent() && !one.targetKey().equals(one.key())
                ? "%s -> %s".formatted(one.key(), one.targetKey())
                : one.key();
        lines.line(
            one.action().toString(),
            becomes,
            one.action() == TranslatedSetting.Action.PIN ? "= " + one.targetValue() : "",
            one.why());
      }
    }
    if (!lines.isEmpty()) {
      text.append("%nsettings of Spark on %s%n".formatted(explanation.platform()));
      text.append(lines.text("  "));
    }
  }

  private static void dependencies(Explanation explanation, StringBuilder text) {
    if (!explanation.dependencies().isEmpty()) {
      text.append("%ndependencies on %s%n".formatted(explanation.platform()));
      TextColumns lines = new TextColumns();
      for (DependencyFinding one : explanation.dependencies()) {
        lines.line(one.weight().toString(), one.text(), one.hint());
      }
      text.append(lines.text("  "));
    }
  }

  private static void policy(Explanation explanation, StringBuilder text) {
    if (!explanation.policy().isEmpty()) {
      text.append("%ncluster policy on %s%n".formatted(explanation.platform()));
      TextColumns lines = new TextColumns();
      for (PolicyFinding one : explanation.policy()) {
        lines.line(one.weight().toString().replace('_', ' '), one.text(), one.hint());
      }
      text.append(lines.text("  "));
    }
  }

  private static String shortened(String value) {
    String line = value.replace("\n", "\\n");
    return line.length() <= WIDE ? line : line.substring(0, WIDE - 3) + "...";
  }
}
