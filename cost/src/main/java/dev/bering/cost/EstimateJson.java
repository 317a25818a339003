package dev.bering.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An estimate as it is kept. Amounts are texts, so that no reader makes doubles of them. */
final class EstimateJson {

  /** Raised when files are written that an earlier reader would misread. */
  static final int FORMAT = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private EstimateJson() {}

  static String text(Estimate estimate) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("what", "estimate");
    root.put("name", estimate.name());
    root.put("madeAt", estimate.madeAt().toString());
    root.put("basis", estimate.basis().name());
    ArrayNode jobs = root.putArray("jobs");
    estimate.jobs().forEach(job -> write(job, jobs.addObject()));
    ArrayNode unknown = root.putArray("unknown");
    for (Estimate.Unknown one : estimate.unknown()) {
      unknown
          .addObject()
          .put("job", one.job())
          .put("platform", one.platform())
          .put("run", one.run())
          .put("attempt", one.attempt())
          .put("why", one.why());
    }
    return root.toPrettyString() + "\n";
  }

  private static void write(Estimate.OfJob job, ObjectNode to) {
    to.put("job", job.job());
    to.put("platform", job.platform());
    to.put("currency", job.currency());
    to.put("cost", job.cost().toPlainString());
    Estimate.Rate rate = job.rate();
    ObjectNode by = to.putObject("rate");
    by.put("unit", rate.unit().name());
    by.put("amount", rate.amount().toPlainString());
    ArrayNode months = by.putArray("months");
    rate.months().forEach(month -> months.add(month.toString()));
    by.put("runs", rate.runs());
    rate.file().ifPresent(file -> by.put("file", file));
    rate.date().ifPresent(date -> by.put("date", date.toString()));
    rate.past()
        .ifPresent(
            past ->
                by.putObject("past")
                    .put("count", past.count())
                    .put("least", past.least())
                    .put("most", past.most()));
    ArrayNode runs = to.putArray("runs");
    for (Estimate.OfRun run : job.runs()) {
      runs.addObject()
          .put("run", run.run())
          .put("attempt", run.attempt())
          .put("quantity", run.quantity().toPlainString())
          .put("cost", run.cost().toPlainString());
    }
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException with what is wrong with it, for a sentence
   */
  static Estimate estimate(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no whole JSON", e);
    }
    if (root.path("format").asInt() != FORMAT || !root.path("what").asText().equals("estimate")) {
      throw new IllegalArgumentException(
          "it has format %s, and this Bering reads format %d of estimates"
              .formatted(root.path("format").asText("none"), FORMAT));
    }
    try {
      return of(root);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalArgumentException("it is damaged", e);
    }
  }

  private static Estimate of(JsonNode root) {
    List<Estimate.OfJob> jobs = new ArrayList<>();
    list(root, "jobs").forEach(job -> jobs.add(job(job)));
    List<Estimate.Unknown> unknown = new ArrayList<>();
    for (JsonNode one : list(root, "unknown")) {
      unknown.add(
          new Estimate.Unknown(
              said(one, "job"),
              said(one, "platform"),
              said(one, "run"),
              attempt(one),
              said(one, "why")));
    }
    return new Estimate(
        said(root, "name"),
        Instant.parse(said(root, "madeAt")),
        Basis.valueOf(said(root, "basis")),
        jobs,
        unknown);
  }

  private static Estimate.OfJob job(JsonNode job) {
    List<Estimate.OfRun> runs = new ArrayList<>();
    for (JsonNode run : list(job, "runs")) {
      runs.add(
          new Estimate.OfRun(
              said(run, "run"),
              attempt(run),
              new BigDecimal(said(run, "quantity")),
              new BigDecimal(said(run, "cost"))));
    }
    BigDecimal cost = new BigDecimal(said(job, "cost"));
    if (runs.stream()
            .map(Estimate.OfRun::cost)
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .compareTo(cost)
        != 0) {
      throw new IllegalArgumentException("its runs do not sum to its cost");
    }
    return new Estimate.OfJob(
        said(job, "job"),
        said(job, "platform"),
        said(job, "currency"),
        cost,
        rate(job.path("rate")),
        runs);
  }

  private static Estimate.Rate rate(JsonNode rate) {
    List<YearMonth> months = new ArrayList<>();
    list(rate, "months").forEach(month -> months.add(YearMonth.parse(month.asText())));
    JsonNode past = rate.path("past");
    return new Estimate.Rate(
        RateUnit.valueOf(said(rate, "unit")),
        new BigDecimal(said(rate, "amount")),
        months,
        number(rate, "runs").longValue(),
        rate.has("file") ? Optional.of(said(rate, "file")) : Optional.empty(),
        rate.has("date") ? Optional.of(LocalDate.parse(said(rate, "date"))) : Optional.empty(),
        past.isObject()
            ? Optional.of(
                new Estimate.Past(
                    number(past, "count").longValue(),
                    number(past, "least").doubleValue(),
                    number(past, "most").doubleValue()))
            : Optional.empty());
  }

  private static int attempt(JsonNode node) {
    JsonNode attempt = number(node, "attempt");
    if (!attempt.isInt() || attempt.intValue() < 1) {
      throw new IllegalArgumentException("it has attempt " + attempt);
    }
    return attempt.intValue();
  }

  private static JsonNode number(JsonNode node, String key) {
    if (!node.path(key).isNumber()) {
      throw new IllegalArgumentException("it has no " + key);
    }
    return node.path(key);
  }

  private static JsonNode list(JsonNode node, String key) {
    if (!node.path(key).isArray()) {
      throw new IllegalArgumentException("it has no " + key);
    }
    return node.path(key);
  }

  private static String said(JsonNode node, String key) {
    if (!node.path(key).isTextual()) {
      throw new IllegalArgumentException("it has no " + key);
    }
    return node.path(key).asText();
  }
}
