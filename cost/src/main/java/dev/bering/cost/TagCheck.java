package dev.bering.cost;

import dev.bering.cost.TagReport.Fault;
import dev.bering.cost.TagReport.OfCurrency;
import dev.bering.cost.TagReport.OfKey;
import dev.bering.cost.TagReport.Outcome;
import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Row;
import dev.bering.engine.Sql;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Holds the tags of job files and of everything that is billed against rules.
 *
 * <p>The charges are summed up once, by what they are for and by the values of all tags that are
 * asked for; each tag is then judged on those sums. Which values are right is decided here, so that
 * a pattern means on bills what it means on job files.
 */
public final class TagCheck {

  /**
   * What a resource costs, if more than nothing. Charges that name none are each for themselves, so
   * that what is given back hides nothing of what lacks the tag; of what is right they are one, as
   * what was retracted and billed again would make the share of the rest look smaller.
   */
  private static final String ABOVE =
      "CASE WHEN resource IS NULL AND state <> 'RIGHT' THEN sum(gross) ELSE greatest(sum(cost), 0)"
          + " END";

  private final DuckDbEngine engine;
  private final TagRules rules;
  private final List<TaggedJob> jobs;

  private TagCheck(DuckDbEngine engine, TagRules rules, List<TaggedJob> jobs) {
    this.engine = engine;
    this.rules = rules;
    this.jobs = jobs;
  }

  /**
   * Judges; what was attributed has to be there still.
   *
   * @throws UserException BILLS_CHANGED if a bill was replaced meanwhile
   */
  public static TagReport of(Attribution attribution, TagRules rules, List<TaggedJob> jobs) {
    TagCheck check = new TagCheck(attribution.engine(), rules, List.copyOf(jobs));
    return attribution.steady(() -> check.report(attribution));
  }

  private TagReport report(Attribution attribution) {
    sumUp(attribution);
    List<TagReport.OfJob> ofJobs = jobs.stream().flatMap(job -> faults(job).stream()).toList();
    List<OfKey> keys = new ArrayList<>();
    for (int i = 0; i < rules.tags().size(); i++) {
      keys.add(key(i));
    }
    Set<String> billed =
        Set.copyOf(
            engine.query(
                "SELECT DISTINCT job FROM \"tag groups\" WHERE job IS NOT NULL",
                row -> row.string(0)));
    return new TagReport(
        outcome(ofJobs, keys),
        rules.limitPercent(),
        time("min(began)"),
        time("max(ended)"),
        jobs.size(),
        ofJobs,
        keys,
        jobs.stream().map(TaggedJob::name).filter(name -> !billed.contains(name)).sorted().toList(),
        rules.doubts());
  }

  private Optional<Instant> time(String which) {
    return engine
        .query(
            "SELECT epoch_us(%s) FROM \"cost charges\" WHERE category = 'Usage'".formatted(which),
            row -> row.text(0))
        .get(0)
        .map(micros -> AttributionSql.instant(Long.parseLong(micros)));
  }

  private Outcome outcome(List<TagReport.OfJob> ofJobs, List<OfKey> keys) {
    List<OfKey> judged = keys.stream().filter(OfKey::isInForce).toList();
    boolean isWell =
        ofJobs.stream().allMatch(job -> job.fault() == Fault.OPEN)
            && judged.stream()
                .flatMap(key -> key.currencies().stream())
                .allMatch(OfCurrency::isWithin);
    if (!isWell) {
      return Outcome.FINDINGS;
    }
    return ofJobs.isEmpty()
            && !judged.isEmpty()
            && judged.stream()
                .noneMatch(key -> key.currencies().isEmpty() || !key.absentProviders().isEmpty())
            && rules.doubts().isEmpty()
        ? Outcome.WELL
        : Outcome.CANNOT_TELL;
  }

  private List<TagReport.OfJob> faults(TaggedJob job) {
    List<TagReport.OfJob> faults = new ArrayList<>();
    for (TagRule rule : rules.tags()) {
      if (!rule.isInForce(rules.today())) {
        continue;
      }
      Optional<String> value =
          Optional.ofNullable(job.tags().get(rule.key())).filter(text -> !text.isEmpty());
      Optional<Fault> fault =
          value.isEmpty()
              ? Optional.of(Fault.MISSING)
              : job.open().contains(rule.key())
                  ? Optional.of(Fault.OPEN)
                  : value.filter(rule::allows).isEmpty()
                      ? Optional.of(Fault.WRONG)
                      : Optional.empty();
      fault.ifPresent(
          what ->
              faults.add(
                  new TagReport.OfJob(
                      job.name(), job.place(), rule.key(), what, value, rule.allowed())));
    }
    return faults;
  }

  /** Sums of the parts of all usage, by what they are for and by the values of all tags. */
  private void sumUp(Attribution attribution) {
    engine.execute("CREATE OR REPLACE TEMP TABLE \"tag jobs\" (run BIGINT, job VARCHAR)");
    List<String> named = new ArrayList<>();
    for (int i = 0; i < attribution.runs().size(); i++) {
      named.add("(%d, %s)".formatted(i, Sql.literal(attribution.runs().get(i).job())));
    }
    AttributionSql.insert(engine, "tag jobs", named);
    Map<String, List<String>> spellings = spellings();
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE \"tag providers\" (spelling VARCHAR, provider VARCHAR)");
    AttributionSql.insert(
        engine,
        "tag providers",
        spellings.values().stream()
            .flatMap(
                all ->
                    all.stream()
                        .map(Sql::literal)
                        .map(one -> "(%s, %s)".formatted(one, Sql.literal(all.get(0)))))
            .toList());
    StringBuilder columns = new StringBuilder();
    StringBuilder sums = new StringBuilder();
    for (int i = 0; i < rules.tags().size(); i++) {
      TagRule rule = rules.tags().get(i);
      String asked = asked(rule, spellings);
      columns.append(
          ", %s AS value_%d, %s AS asked_%d"
              .formatted(AttributionSql.firstTagOf("a.tags", rule.keys()), i, asked, i));
      sums.append(", sum(effective_cost) FILTER (%s)".formatted(asked));
    }
    engine.materialise(
        "tag groups",
        """
        SELECT p.provider, a.account, a.currency, a.service, a.resource,
          CASE WHEN a.kind = 'JOB' THEN a.name ELSE j.job END AS job%s,
          sum(a.effective_part) AS cost, sum(greatest(a.effective_part, 0)) AS gross
        FROM "cost attributed" a LEFT JOIN "tag jobs" j ON j.run = a.run
          LEFT JOIN "tag providers" p ON p.spelling = a.provider
        WHERE a.category = 'Usage' GROUP BY ALL
        """
            .formatted(columns));
    requireExact(sums.toString());
  }

  /** How bills spell each provider, in order, by what names of bills call it. */
  private Map<String, List<String>> spellings() {
    return engine
        .query(
            """
            SELECT DISTINCT provider FROM "cost charges" WHERE provider IS NOT NULL
            ORDER BY provider
            """,
            row -> row.string(0))
        .stream()
        .collect(Collectors.groupingBy(BillingAccount::slug));
  }

  private static String asked(TagRule rule, Map<String, List<String>> spellings) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    rule.from()
        .ifPresent(
            day ->
                conditions.add(
                    "a.began >= "
                        + AttributionSql.time(day.atStartOfDay().toInstant(ZoneOffset.UTC))));
    if (!rule.providers().isEmpty()) {
      conditions.add(
          rule.providers().stream()
              .flatMap(
                  name -> spellings.getOrDefault(BillingAccount.slug(name), List.of(name)).stream())
              .map(Sql::literal)
              .collect(Collectors.joining(", ", "coalesce(a.provider, '') IN (", ")")));
    }
    return String.join(" AND ", conditions);
  }

  /** What is judged is all that was charged: a second sum, beside the parts. */
  private void requireExact(String sums) {
    List<String> whole =
        engine.query(
            "SELECT currency%s FROM \"cost charges\" a WHERE category = 'Usage' GROUP BY currency ORDER BY currency"
                .formatted(sums),
            this::cells);
    List<String> parts =
        engine.query(
            "SELECT currency%s FROM \"tag groups\" GROUP BY currency ORDER BY currency"
                .formatted(
                    IntStream.range(0, rules.tags().size())
                        .mapToObj(", sum(cost) FILTER (asked_%d)"::formatted)
                        .collect(Collectors.joining())),
            this::cells);
    if (!whole.equals(parts)) {
      throw new IllegalStateException("parts sum to %s and charges to %s".formatted(parts, whole));
    }
  }

  private String cells(Row row) {
    StringBuilder cells = new StringBuilder(row.string(0));
    for (int i = 1; i <= rules.tags().size(); i++) {
      cells.append(' ').append(row.text(i).orElse("0"));
    }
    return cells.toString();
  }

  private OfKey key(int i) {
    TagRule rule = rules.tags().get(i);
    judge(i, rule);
    List<TagReport.Silent> silent = silent();
    List<TagReport.OfBilledJob> billed = billedJobs();
    return new OfKey(
        rule.key(),
        rule.from(),
        rule.isInForce(rules.today()),
        rule.allowed(),
        currencies(),
        silent,
        absentProviders(rule),
        billed,
        billedJobCount() - billed.size(),
        silent.isEmpty() ? List.of() : similar(rule));
  }

  /** Makes a table of what is asked to have the tag, with what may be wrong with it. */
  private void judge(int i, TagRule rule) {
    engine.execute("CREATE OR REPLACE TEMP TABLE \"tag wrong\" (value VARCHAR)");
    AttributionSql.insert(
        engine,
        "tag wrong",
        engine
            .query(
                "SELECT DISTINCT value_%1$d FROM \"tag groups\" WHERE asked_%1$d AND value_%1$d IS NOT NULL"
                    .formatted(i),
                row -> row.string(0))
            .stream()
            .filter(value -> !rule.allows(value))
            .map(value -> "(%s)".formatted(Sql.literal(value)))
            .toList());
    engine.execute("CREATE OR REPLACE TEMP TABLE \"tag said\" (job VARCHAR, value VARCHAR)");
    AttributionSql.insert(
        engine,
        "tag said",
        said(rule).entrySet().stream()
            .map(
                job -> "(%s, %s)".formatted(Sql.literal(job.getKey()), Sql.literal(job.getValue())))
            .toList());
    engine.materialise(
        "tag judged",
        """
        WITH sums AS (
          SELECT provider, account, currency, service, resource, g.job, g.value_%1$d AS value,
            CASE WHEN g.value_%1$d IS NULL THEN 'MISSING' WHEN w.value IS NOT NULL THEN 'WRONG'
              WHEN s.value <> g.value_%1$d THEN 'OTHER' ELSE 'RIGHT' END AS state,
            sum(cost) AS cost, sum(gross) AS gross
          FROM "tag groups" g
          LEFT JOIN "tag wrong" w ON w.value = g.value_%1$d
          LEFT JOIN "tag said" s ON s.job = g.job
          WHERE asked_%1$d GROUP BY ALL)
        SELECT *, count(value) OVER (PARTITION BY provider, account) = 0 AS silent FROM sums
        """
            .formatted(i));
  }

  /** What files of jobs say of a tag, as far as it is known. */
  private Map<String, String> said(TagRule rule) {
    Map<String, String> said = new TreeMap<>();
    for (TaggedJob job : jobs) {
      String value = job.tags().getOrDefault(rule.key(), "");
      if (!value.isEmpty() && !job.open().contains(rule.key())) {
        said.put(job.name(), value);
      }
    }
    return said;
  }

  private List<TagReport.Silent> silent() {
    return engine.query(
        """
        SELECT provider, account, currency, sum(cost) FROM "tag judged" WHERE silent
        GROUP BY ALL ORDER BY sum(cost) DESC, provider, account, currency
        """,
        row ->
            new TagReport.Silent(
                row.text(0), row.text(1), row.string(2), AttributionSql.money(row.string(3))));
  }

  /** Sums of a currency, by state; {@code above} of what costs more than nothing alone. */
  private record Sums(Map<String, BigDecimal> net, Map<String, BigDecimal> above) {
    BigDecimal of(String state) {
      return net.getOrDefault(state, BigDecimal.ZERO);
    }

    BigDecimal total() {
      return sum(net);
    }

    BigDecimal charged() {
      return sum(above);
    }

    BigDecimal bad() {
      return charged().subtract(above.getOrDefault("RIGHT", BigDecimal.ZERO));
    }

    private static BigDecimal sum(Map<String, BigDecimal> amounts) {
      return amounts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }
  }

  /** A currency in which nothing costs more than nothing has no share that anybody could judge. */
  private List<OfCurrency> currencies() {
    Map<String, Sums> found = new TreeMap<>();
    engine
        .query(
            """
            SELECT currency, state, sum(cost), sum(above) FROM (
              SELECT currency, state, sum(cost) AS cost, %s AS above FROM "tag judged"
              GROUP BY currency, state, provider, account, service, resource)
            GROUP BY currency, state
            """
                .formatted(ABOVE),
            row -> List.of(row.string(0), row.string(1), row.string(2), row.string(3)))
        .forEach(
            row -> {
              Sums sums =
                  found.computeIfAbsent(
                      row.get(0), none -> new Sums(new TreeMap<>(), new TreeMap<>()));
              sums.net().put(row.get(1), AttributionSql.money(row.get(2)));
              sums.above().put(row.get(1), AttributionSql.money(row.get(3)));
            });
    return found.entrySet().stream()
        .filter(each -> each.getValue().charged().signum() > 0)
        .map(each -> currency(each.getKey(), each.getValue()))
        .toList();
  }

  private OfCurrency currency(String currency, Sums sums) {
    String condition =
        "WHERE NOT silent AND state <> 'RIGHT' AND currency = " + Sql.literal(currency);
    List<TagReport.Resource> resources =
        engine.query(
            """
            SELECT provider, account, service, resource, min(job), state, value, %1$s AS above
            FROM "tag judged" %2$s GROUP BY provider, account, service, resource, state, value
            HAVING above > 0
            ORDER BY above DESC, provider, account, service, resource, value LIMIT %3$d
            """
                .formatted(ABOVE, condition, rules.shown()),
            row ->
                new TagReport.Resource(
                    row.text(0),
                    row.text(1),
                    row.text(2),
                    row.text(3),
                    row.text(4),
                    Fault.valueOf(row.string(5)),
                    row.text(6),
                    AttributionSql.money(row.string(7))));
    List<BigDecimal> all =
        engine
            .query(
                """
                SELECT count(*), coalesce(sum(above), 0) FROM (
                  SELECT %s AS above FROM "tag judged" %s
                  GROUP BY provider, account, service, resource, state, value
                  HAVING above > 0)
                """
                    .formatted(ABOVE, condition),
                row -> List.of(new BigDecimal(row.string(0)), AttributionSql.money(row.string(1))))
            .get(0);
    BigDecimal shown =
        resources.stream().map(TagReport.Resource::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    return new OfCurrency(
        currency,
        sums.total(),
        sums.charged(),
        sums.of("RIGHT"),
        sums.of("MISSING"),
        sums.of("WRONG"),
        sums.of("OTHER"),
        sums.bad().divide(sums.charged(), MathContext.DECIMAL64).doubleValue(),
        sums.bad().scaleByPowerOfTen(2).compareTo(sums.charged().multiply(rules.limitPercent()))
            <= 0,
        resources,
        all.get(0).longValueExact() - resources.size(),
        all.get(1).subtract(shown));
  }

  private static final String BILLED_JOBS =
      """
      SELECT j.job, j.state, s.value, j.value, j.currency, sum(j.cost)
      FROM "tag judged" j JOIN "tag said" s ON s.job = j.job
      WHERE NOT j.silent AND j.value IS DISTINCT FROM s.value
      GROUP BY ALL HAVING sum(j.cost) > 0
      """;

  private List<TagReport.OfBilledJob> billedJobs() {
    return engine.query(
        BILLED_JOBS
            + "ORDER BY sum(j.cost) DESC, j.job, j.value, j.currency LIMIT "
            + rules.shown(),
        row ->
            new TagReport.OfBilledJob(
                row.string(0),
                Fault.valueOf(row.string(1)),
                row.string(2),
                row.text(3),
                row.string(4),
                AttributionSql.money(row.string(5))));
  }

  private long billedJobCount() {
    return engine
        .query("SELECT count(*) FROM (%s)".formatted(BILLED_JOBS), row -> row.number(0))
        .get(0);
  }

  /**
   * A provider that is misspelt, or whose bills end before the tag is asked for, would make
   * everything else look well.
   */
  private List<String> absentProviders(TagRule rule) {
    Set<String> there =
        Set.copyOf(
            engine.query(
                """
                SELECT provider FROM "tag judged" WHERE provider IS NOT NULL
                GROUP BY provider HAVING sum(gross) > 0
                """,
                row -> BillingAccount.slug(row.string(0))));
    return rule.providers().stream()
        .filter(name -> !there.contains(BillingAccount.slug(name)))
        .toList();
  }

  /** Keys of bills that might be meant: they differ in case or punctuation. */
  private List<String> similar(TagRule rule) {
    Set<String> bare = rule.keys().stream().map(TagCheck::bare).collect(Collectors.toSet());
    return engine
        .query(
            "SELECT DISTINCT unnest(map_keys(tags)) FROM \"cost charges\" WHERE tags IS NOT NULL",
            row -> row.string(0))
        .stream()
        .filter(key -> !rule.keys().contains(key) && bare.contains(bare(key)))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .toList();
  }

  private static String bare(String key) {
    return key.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
