package dev.bering.cost;

import dev.bering.engine.Engine;
import dev.bering.model.Counts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is odd about a bill and does not keep it from being imported. */
final class BillNotes {

  private static final Pattern GAP =
      Pattern.compile(
          "no usage of (?<service>.*) (?:on|from) (?<first>[0-9-]{10})(?: to (?<last>[0-9-]{10}))?,"
              + " though before and after");

  private final Engine engine;
  private final Map<BillKind, RepeatedRows.Found> repeated;

  BillNotes(Engine engine, Map<BillKind, RepeatedRows.Found> repeated) {
    this.engine = engine;
    this.repeated = repeated;
  }

  /** Those of one bill. */
  List<BillNote> of(BillDraft draft) {
    List<BillNote> notes = new ArrayList<>();
    if (draft.unpriced() > 0) {
      notes.add(
          new BillNote(
              Oddity.UNPRICED,
              draft.unpriced(),
              "%s without a price %s left out: %s"
                  .formatted(
                      Counts.of(draft.unpriced(), "row"),
                      draft.unpriced() == 1 ? "is" : "are",
                      examples(draft, ChargeSql.UNPRICED))));
    }
    if (draft.negative() > 0) {
      notes.add(
          new BillNote(
              Oddity.NEGATIVE_USAGE,
              draft.negative(),
              "%s of usage with a negative cost: %s"
                  .formatted(
                      Counts.of(draft.negative(), "row"), examples(draft, ChargeSql.NEGATIVE))));
    }
    if (draft.outside() > 0) {
      notes.add(
          new BillNote(
              Oddity.OUTSIDE_MONTH,
              draft.outside(),
              "%s of usage outside %s: %s"
                  .formatted(
                      Counts.of(draft.outside(), "row"),
                      draft.key().month(),
                      examples(
                          draft,
                          "ChargeCategory = 'Usage' AND (ChargePeriodStart < BillingPeriodStart OR"
                              + " ChargePeriodEnd > BillingPeriodEnd)"))));
    }
    if (draft.currencies().size() > 1) {
      notes.add(
          new BillNote(
              Oddity.CURRENCIES,
              draft.rows(),
              "charges in %s, which are never added up"
                  .formatted(String.join(" and ", draft.currencies()))));
    }
    RepeatedRows.Found rows = repeated.get(draft.kind());
    if (rows != null && rows.count() > 0) {
      notes.add(
          new BillNote(
              Oddity.REPEATED,
              rows.count(),
              "%s by their ids repeated, counted once: %s"
                  .formatted(
                      rows.count() == 1 ? "1 row is" : Counts.of(rows.count()) + " rows are",
                      rows.where())));
    }
    if (rows != null) {
      for (BillPart part : draft.parts().keySet()) {
        Long alike = rows.alike().get(part.file().name());
        if (alike != null) {
          notes.add(
              new BillNote(
                  Oddity.ALIKE,
                  alike,
                  "%s of %s %s in another file too, and counted there too"
                      .formatted(
                          Counts.of(alike, "row"), part.file().name(), alike == 1 ? "is" : "are")));
        }
      }
    }
    gaps(draft).forEach(notes::add);
    return notes;
  }

  private String examples(BillDraft draft, String condition) {
    return String.join(
        ", ",
        engine.query(
            "SELECT x_File, x_Row FROM (%s) WHERE %s AND %s ORDER BY ALL LIMIT 3"
                .formatted(BillPart.union(draft.parts().keySet()), draft.key().where(), condition),
            row -> row.string(0) + " row " + row.number(1)));
  }

  private static BillNote gap(String service, LocalDate first, LocalDate last) {
    return new BillNote(
        Oddity.GAP,
        last.toEpochDay() - first.toEpochDay() + 1,
        "no usage of %s %s, though before and after"
            .formatted(
                service,
                first.equals(last) ? "on " + first : "from %s to %s".formatted(first, last)));
  }

  /** Days without usage of a service. */
  record Gap(String service, LocalDate first, LocalDate last) {}

  /** What a note of a gap says; those of bills that are kept say it in words only. */
  static Optional<Gap> gap(BillNote note) {
    Matcher said = GAP.matcher(note.text());
    if (note.oddity() != Oddity.GAP || !said.matches()) {
      return Optional.empty();
    }
    LocalDate first = LocalDate.parse(said.group("first"));
    return Optional.of(
        new Gap(
            said.group("service"),
            first,
            Optional.ofNullable(said.group("last")).map(LocalDate::parse).orElse(first)));
  }

  private static List<BillNote> gaps(BillDraft draft) {
    List<BillNote> notes = new ArrayList<>();
    draft
        .services()
        .forEach(
            (service, days) -> {
              LocalDate before = null;
              for (LocalDate day : days) {
                if (before != null && day.isAfter(before.plusDays(1))) {
                  LocalDate first = before.plusDays(1);
                  LocalDate last = day.minusDays(1);
                  notes.add(gap(service, first, last));
                }
                before = day;
              }
            });
    return notes;
  }
}
