package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.parity.AcceptedDifference;
import dev.bering.parity.AcceptedDifference.Value;
import dev.bering.parity.AcceptedResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page of a comparison says of the rules by which its differences are let through. */
class RulesPageTest {

  private static final String LEFT =
      """
      id,name,state,size
      1, Ann,OPEN,10
      2,Bob,OPEN,20
      3,Cid,OPEN,30
      4,Dan,<b>,40
      """;

  private static final String RIGHT =
      """
      id,name,state,size
      1,Ann,PENDING,10
      2,Bob,PENDING,20.004
      3,Cid,LATE,30
      4,Dan,,40
      """;

  private static final String DECLARED =
      """
      keys: [id]
      columns:
        id: {normalise: [trim]}
        name: {normalise: [trim, lower-case]}
        size: {tolerance: {absolute: 0.01}}
      accepted:
        - columns: [state]
          from: OPEN
          to: PENDING
          where: "id < '3'"
          reason: a <script>release</script>
          owner: shop@example.org
          cap: 10
          expires: 2099-12-31
        - columns: [state]
          from: OPEN
          to: LATE
          reason: one at most
          owner: late@example.org
          cap: 0
          expires: 2099-12-31
        - columns: [state]
          from: "<b>"
          to: null
          reason: long ago
          owner: old@example.org
          cap: 5
          expires: 2020-01-31
        - columns: [name, state]
          from: Eve
          reason: never seen
          owner: eve@example.org
          cap: 5
          expires: 2099-12-31
      """;

  @TempDir Path folder;

  private String page(String left, String right, String declared) throws IOException {
    Path page = folder.resolve("page.html");
    Cli cli =
        Cli.run(
            "diff",
            Cli.write(folder.resolve("left.csv"), left),
            Cli.write(folder.resolve("right.csv"), right),
            "--comparison",
            Cli.write(folder.resolve("c.yaml"), declared),
            "--html",
            page);
    assertThat(cli.err()).as(cli.err()).startsWith("report: ");
    return Files.readString(page);
  }

  /** The cells of a section's table, row by row, without their tags. */
  private static List<List<String>> rows(String page, String title) {
    String heading = "<h2>" + title + "</h2>";
    assertThat(page).contains(heading);
    String section = page.substring(page.indexOf(heading) + heading.length());
    String table = section.substring(0, section.indexOf("</table>")).replace('\n', ' ');
    return Stream.of(table.split("</tr>", -1))
        .filter(row -> row.contains("<td"))
        .map(RulesPageTest::cells)
        .toList();
  }

  private static List<String> cells(String row) {
    return Stream.of(row.split("</td>", -1))
        .filter(cell -> cell.contains("<td"))
        .map(cell -> cell.replaceAll("<[^>]*>", " ").replaceAll(" +", " ").strip())
        .toList();
  }

  @Test
  void countsWhatEachNormaliserDid() throws IOException {
    assertThat(rows(page(LEFT, RIGHT, DECLARED), "Normalisers"))
        .containsExactly(
            List.of("id key", "trim", "0", "0", "0", "stale could be left out"),
            List.of("name", "trim", "1", "0", "1", ""),
            List.of("name", "lower-case", "4", "4", "0", "stale could be left out"));
  }

  @Test
  void saysOfEachAcceptedDifferenceWhoAnswersForItAndHowItEnded() throws IOException {
    assertThat(rows(page(LEFT, RIGHT, DECLARED), "Accepted differences"))
        .containsExactly(
            List.of(
                "state",
                "held",
                "'OPEN' -&gt; 'PENDING' where id &lt; '3'",
                "2",
                "10",
                "",
                "2099-12-31",
                "shop@example.org a &lt;script&gt;release&lt;/script&gt;"),
            List.of(
                "state",
                "above cap",
                "'OPEN' -&gt; 'LATE'",
                "1",
                "0",
                "",
                "2099-12-31",
                "late@example.org one at most"),
            List.of(
                "state",
                "expired",
                "'&lt;b&gt;' -&gt; null",
                "–",
                "5",
                "",
                "2020-01-31",
                "old@example.org long ago"),
            List.of(
                "name, state",
                "stale",
                "'Eve' -&gt; any value",
                "0",
                "5",
                "",
                "2099-12-31",
                "eve@example.org never seen"));
  }

  @Test
  void showsInEachColumnWhatIsAcceptedAndTolerated() throws IOException {
    String page = page(LEFT, RIGHT, DECLARED);
    assertThat(rows(page, "Columns"))
        .extracting(cells -> cells.subList(0, 6))
        .containsExactly(
            List.of("name", "normalised", "0", "", "0", "0"),
            List.of("state", "mismatch", "2", "", "2", "0"),
            List.of("size", "tolerant", "0", "", "0", "1"));
    assertThat(page)
        .contains("title=\"2 accepted\"", "tolerant join within 0.01")
        .doesNotContain("<script", "<b>'", "<i>");
  }

  @Test
  void leavesOutWhatNothingWasDeclaredOf() throws IOException {
    String page = page(LEFT, LEFT, "keys: [id]");
    assertThat(page)
        .doesNotContain(
            "Normalisers", "Accepted differences", "Changed values", ">accepted<", ">tolerated<");
    assertThat(rows(page, "Columns"))
        .extracting(cells -> cells.get(1))
        .containsExactly("exact", "exact", "exact");
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0.00%", "0, 5, 0.00%", "1, 0, 100.00%", "2, 10, 20.00%", "11, 10, 100.00%"})
  void drawsHowMuchOfACapIsUsed(long rows, long cap, String width) {
    AcceptedDifference declared =
        new AcceptedDifference(
            List.of("a"), Value.ANY, Value.ANY, "", "r", "o", cap, LocalDate.of(2099, 1, 1));
    assertThat(PageText.used(new AcceptedResult(declared, AcceptedResult.State.HELD, rows)))
        .isEqualTo(width);
  }
}
