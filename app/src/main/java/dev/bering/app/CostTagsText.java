package dev.bering.app;

import dev.bering.cost.TagReport;
import dev.bering.cost.TagReport.Fault;
import dev.bering.cost.TagReport.OfCurrency;
import dev.bering.cost.TagReport.OfKey;
import dev.bering.cost.TagRule;
import dev.bering.model.Counts;
import java.util.Optional;

/** Which tags are not there, for a terminal. */
final class CostTagsText {

  private CostTagsText() {}

  /** The verdict, the job files, then each tag on what is billed. */
  static String of(TagReport report) {
    StringBuilder text = new StringBuilder();
    text.append(
        switch (report.outcome()) {
          case WELL -> "every tag is there%n".formatted();
          case FINDINGS -> "tags are missing or wrong%n".formatted();
          case CANNOT_TELL -> "nobody can tell whether every tag is there%n".formatted();
        });
    report.doubts().forEach(doubt -> text.append("  because: %s%n".formatted(doubt)));
    text.append(
        "%njob files: %s, %s wrong with their tags%n"
            .formatted(
                Counts.of(report.jobCount(), "job"),
                report.jobs().isEmpty() ? "nothing" : Counts.of(report.jobs().size(), "thing")));
    TextColumns files = new TextColumns();
    report
        .jobs()
        .forEach(
            one ->
                files.line(
                    one.fault() == Fault.OPEN ? "?" : "!", one.job(), one.place(), said(one)));
    text.append(files.text("  "));
    text.append(
        "%nbills: %s%n"
            .formatted(
                report.since().isPresent()
                    ? "usage from %s until %s"
                        .formatted(report.since().get(), report.until().orElseThrow())
                    : "no usage in this time"));
    for (OfKey key : report.keys()) {
      text.append(System.lineSeparator());
      key(report, key, text);
    }
    if (!report.unbilledJobs().isEmpty()) {
      text.append(
          "%nnote: nothing is billed that is known to be for %s: whether tags arrive there nobody can tell%n"
              .formatted(String.join(", ", report.unbilledJobs())));
    }
    return text.toString();
  }

  private static String said(TagReport.OfJob one) {
    return switch (one.fault()) {
      case MISSING -> "no tag %s".formatted(one.key());
      case OPEN ->
          "tag %s is '%s', which only runs know".formatted(one.key(), one.value().orElse(""));
      case WRONG, OTHER ->
          "tag %s is '%s'; allowed: %s".formatted(one.key(), one.value().orElse(""), one.allowed());
    };
  }

  private static void key(TagReport report, OfKey key, StringBuilder text) {
    text.append(
        "billed, %s%s%n"
            .formatted(
                key.key(),
                key.from()
                    .map(
                        day ->
                            key.isInForce()
                                ? " since " + day
                                : ", which is asked for from %s on: not judged yet".formatted(day))
                    .orElse("")));
    if (key.currencies().isEmpty()) {
      text.append(
          "  ? nothing that has to have it has cost anything: nobody can tell%n".formatted());
    }
    for (OfCurrency one : key.currencies()) {
      text.append(
          "  %s %s of %s has no such tag or a wrong one, %s%n"
              .formatted(
                  one.isWithin() ? "=" : "!",
                  CostText.percent(one.share()),
                  CostText.money(one.charged()) + " " + one.currency(),
                  (one.isWithin() ? "within the limit of %s %%" : "and no more than %s %% may")
                      .formatted(report.limitPercent().stripTrailingZeros().toPlainString())));
      TextColumns parts = new TextColumns();
      parts.line("right", CostText.exact(one.right()));
      parts.line("missing", CostText.exact(one.missing()));
      parts.line("not allowed", CostText.exact(one.wrong()));
      parts.line("other than in the job's file", CostText.exact(one.other()));
      if (one.charged().compareTo(one.total()) != 0) {
        parts.line("in all, less what is given back", CostText.exact(one.total()));
      }
      text.append(parts.text("      "));
    }
    key.absentProviders()
        .forEach(
            name ->
                text.append(
                    "  ? nothing of %s that has to have it has cost anything: nobody can tell%n"
                        .formatted(name)));
    key.silent().forEach(silent -> text.append(silent(key, silent)));
    key.jobs().forEach(job -> text.append(job(key, job)));
    if (key.moreJobs() > 0) {
      text.append("  and %s more of jobs%n".formatted(Counts.of(key.moreJobs())));
    }
    for (OfCurrency one : key.currencies()) {
      resources(one, text);
    }
  }

  private static String silent(OfKey key, TagReport.Silent silent) {
    return "  ! %s, account %s: no charge has it (%s %s)%s%s%n"
        .formatted(
            named(silent.provider(), "provider"),
            named(silent.account(), "account"),
            CostText.money(silent.cost()),
            silent.currency(),
            isAws(silent) ? inactive(key) : "",
            key.similar().isEmpty()
                ? ""
                : "; bills have '%s', which 'billed-as' would take for it"
                    .formatted(String.join("', '", key.similar())));
  }

  /** Only bills of AWS leave out tags that are there, until somebody activates them. */
  private static boolean isAws(TagReport.Silent silent) {
    return silent
        .provider()
        .filter(name -> name.equals("AWS") || name.startsWith("Amazon"))
        .isPresent();
  }

  private static String inactive(OfKey key) {
    return key.key().equals(TagRule.MAP_MIGRATED)
        ? ": AWS documents that it activates this tag by itself, so that probably nothing has it"
        : ": probably not activated as cost allocation tag";
  }

  private static String job(OfKey key, TagReport.OfBilledJob job) {
    String cost = CostText.money(job.cost()) + " " + job.currency();
    return job.billed()
        .map(
            value ->
                "  ! job %s: its file says '%s', and %s of what is billed for it has '%s'%n"
                    .formatted(job.job(), job.said(), cost, value))
        .orElseGet(
            () ->
                "  ! job %s: its file says '%s', and %s of what is billed for it has no %s: not propagated, or not activated%n"
                    .formatted(job.job(), job.said(), cost, key.key()));
  }

  private static void resources(OfCurrency one, StringBuilder text) {
    if (one.resources().isEmpty()) {
      return;
    }
    TextColumns lines = new TextColumns();
    lines.line(one.currency(), "", "provider", "account", "service", "resource", "job");
    for (TagReport.Resource resource : one.resources()) {
      lines.line(
          CostText.money(resource.cost()),
          fault(resource),
          named(resource.provider(), "provider"),
          named(resource.account(), "account"),
          named(resource.service(), "service"),
          named(resource.resource(), "resource"),
          resource.job().orElse(""));
    }
    text.append(lines.text("  "));
    if (one.moreResources() > 0) {
      text.append(
          "  and %s more: %s%n"
              .formatted(Counts.of(one.moreResources()), CostText.money(one.more())));
    }
  }

  private static String fault(TagReport.Resource resource) {
    return resource.fault() == Fault.MISSING
        ? "missing"
        : "'%s'".formatted(resource.value().orElse(""));
  }

  private static String named(Optional<String> name, String what) {
    return name.orElse("(no %s)".formatted(what));
  }
}
