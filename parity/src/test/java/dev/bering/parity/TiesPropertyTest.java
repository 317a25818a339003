package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However ties are broken, the choice counts as equal; whatever else is done to it, never. */
class TiesPropertyTest {

  private static final TestTables TABLES = new TestTables();
  private static final String HEADER = "id INTEGER|user INTEGER|score DOUBLE|note VARCHAR";
  private static final List<String> SCORES = List.of("NULL", "nan", "0", "-0.0", "1", "2");
  private static final Ties TOP_K =
      Ties.topK(List.of("user"), List.of(TieOrder.of("score desc nulls last"))).from("/candidates");
  private static final Ties NUMBERED =
      Ties.rowNumber("rn", List.of("user"), List.of(TieOrder.of("score desc nulls last")));

  @AfterAll
  static void close() {
    TABLES.close();
  }

  private record Candidate(int id, int user, String score, String note) {

    /** Larger is ranked higher: NaN, 2, 1, both zeros, null. */
    int rank() {
      return switch (score) {
        case "nan" -> 9;
        case "NULL" -> -1;
        case "-0.0" -> 0;
        default -> Integer.parseInt(score);
      };
    }

    String text() {
      return "%d|%s|%s|%s".formatted(id, user == 0 ? "NULL" : "" + user, score, note);
    }
  }

  private static List<Candidate> candidates(Random random) {
    List<Candidate> all = new ArrayList<>();
    for (int id = 0; id < 20 + random.nextInt(30); id++) {
      all.add(
          new Candidate(
              id,
              random.nextInt(5),
              SCORES.get(random.nextInt(SCORES.size())),
              "n" + random.nextInt(3)));
    }
    return all;
  }

  /** Ranked within their users, ties broken at random. */
  private static Map<Integer, List<Candidate>> ranked(List<Candidate> all, Random random) {
    List<Candidate> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    shuffled.sort(Comparator.comparing(Candidate::rank).reversed());
    return shuffled.stream()
        .collect(Collectors.groupingBy(Candidate::user, LinkedHashMap::new, Collectors.toList()));
  }

  private static List<Candidate> chosen(List<Candidate> all, int k, Random random) {
    return new ArrayList<>(
        ranked(all, random).values().stream().flatMap(ofUser -> ofUser.stream().limit(k)).toList());
  }

  private static String table(List<Candidate> rows) {
    return rows.stream().map(Candidate::text).collect(Collectors.joining("\n", HEADER + "\n", ""));
  }

  private static PlanLimits way(long seed) {
    return seed % 2 == 0 ? PlanLimits.DEFAULT : TestTables.FINGERPRINTS;
  }

  private static Comparison comparison(Random random) {
    return random.nextInt(3) == 0 ? Comparison.ofMultisets() : Comparison.by("id");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aChoiceIsEqualWhateverItsTiesAndNothingElseIs(long seed) {
    Random random = new Random(seed);
    List<Candidate> all = candidates(random);
    int k = 1 + random.nextInt(4);
    Comparison comparison = comparison(random).ties(TOP_K.keeping(random.nextBoolean() ? k : 0));
    List<Candidate> left = chosen(all, k, random);
    List<Candidate> right = chosen(all, k, random);
    assertThat(verdict(left, right, all, comparison, seed))
        .as("seed %d", seed)
        .isIn(Rung.EXACT, Rung.EQUIVALENT_BY_TIE);
    for (int damage = 0; damage < 4; damage++) {
      List<Candidate> damaged = damaged(right, all, damage, random);
      assertThat(verdict(left, damaged, all, comparison, seed).isGreen())
          .as("seed %d, damage %d", seed, damage)
          .isFalse();
    }
  }

  private static Rung verdict(
      List<Candidate> left,
      List<Candidate> right,
      List<Candidate> all,
      Comparison comparison,
      long seed) {
    return TABLES.report(table(left), table(right), table(all), comparison, way(seed)).verdict();
  }

  private static List<Candidate> damaged(
      List<Candidate> right, List<Candidate> all, int damage, Random random) {
    List<Candidate> damaged = new ArrayList<>(right);
    Candidate row = damaged.remove(random.nextInt(damaged.size()));
    switch (damage) {
      case 0 -> damaged.add(new Candidate(row.id(), row.user(), row.score(), "changed"));
      case 1 -> damaged.add(new Candidate(1000, row.user(), row.score(), row.note()));
      case 2 ->
          all.stream()
              .filter(other -> !right.contains(other) && other.user() == row.user())
              .filter(other -> other.rank() != row.rank())
              .findFirst()
              .ifPresent(damaged::add);
      default ->
          damaged.add(
              new Candidate(row.id(), row.user(), row.score().equals("1") ? "2" : "1", row.note()));
    }
    return damaged;
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void numbersAreEqualWhateverTheirTiesAndNothingElseIs(long seed) {
    Random random = new Random(seed);
    List<Candidate> all = candidates(random);
    Comparison comparison = comparison(random).ties(NUMBERED);
    List<String> left = numbered(all, random);
    List<String> right = numbered(all, random);
    assertThat(verdict(left, right, comparison, seed))
        .as("seed %d", seed)
        .isIn(Rung.EXACT, Rung.EQUIVALENT_BY_TIE);
    right.set(0, right.get(0).replaceFirst("\\|1$", "|2"));
    assertThat(verdict(left, right, comparison, seed)).isEqualTo(Rung.MISMATCH);
  }

  /** Rows of the best rank of some user first. */
  private static List<String> numbered(List<Candidate> all, Random random) {
    List<String> rows = new ArrayList<>();
    for (List<Candidate> ofUser : ranked(all, random).values()) {
      for (int i = 0; i < ofUser.size(); i++) {
        rows.add("%s|%d".formatted(ofUser.get(i).text(), i + 1));
      }
    }
    return rows;
  }

  private static Rung verdict(
      List<String> left, List<String> right, Comparison comparison, long seed) {
    return TABLES
        .report(
            HEADER + "|rn BIGINT\n" + String.join("\n", left),
            HEADER + "|rn BIGINT\n" + String.join("\n", right),
            comparison,
            way(seed))
        .verdict();
  }
}
