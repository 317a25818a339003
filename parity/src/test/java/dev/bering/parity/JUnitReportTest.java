package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Progress;
import java.io.StringReader;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class JUnitReportTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void hasOneTestForEachThingThatMayDiffer() throws Exception {
    String xml =
        JUnitReport.of(
            TABLES.report(
                "id INTEGER|amt DOUBLE|n INTEGER|old INTEGER|note VARCHAR\n1|10|1|1|a\n2|20|2|2|b\n3|1|3|3|c",
                "id INTEGER|amt DOUBLE|n BIGINT|note VARCHAR\n1|10|1|x\n2|21|2|y\n4|1|3|z",
                Comparison.by("id").ignoring("note"),
                PlanLimits.DEFAULT));
    assertThat(tests(xml))
        .containsExactly(
            "verdict: failure MISMATCH: 1 row changed, 1 row only on the left, 1 row only on the right, column 'old' is only on the left",
            "schema: failure column 'old' is only on the left",
            "rows only on the left: failure 1 row",
            "rows only on the right: failure 1 row",
            "column amt: failure 1 row changed",
            "column n: passed",
            "column old: failure only on the left",
            "column note: skipped ignored");
    Element suites = document(xml).getDocumentElement();
    assertThat(suites.getAttribute("tests")).isEqualTo("8");
    assertThat(suites.getAttribute("failures")).isEqualTo("6");
    assertThat(suites.getAttribute("errors")).isEqualTo("0");
    assertThat(suites.getAttribute("skipped")).isEqualTo("1");
    assertThat(xml).contains("id=2: 20.0 -> 21.0");
  }

  @Test
  void passesWhatIsEqual() throws Exception {
    assertThat(tests(JUnitReport.of(TABLES.report("id|v\n1|a", "id|v\n1|a", Comparison.by("id")))))
        .containsExactly(
            "verdict: passed",
            "schema: passed",
            "rows only on the left: passed",
            "rows only on the right: passed",
            "column v: passed");
  }

  @Test
  void passesNothingWhereNothingWasCompared() throws Exception {
    assertThat(tests(JUnitReport.of(TABLES.report("id|v", "id|v", Comparison.by("id")))))
        .noneMatch(test -> test.endsWith(": passed"))
        .contains("schema: skipped both tables are empty: there was nothing to compare")
        .first()
        .isEqualTo(
            "verdict: error NOT_COMPARED: both tables are empty: there was nothing to compare");
  }

  @Test
  void escapesWhatXmlCannotHold() throws Exception {
    String odd = "<b>&\"']]>\u0001\uFFFE\u00e9\uD83D\uDE00";
    String left = "SELECT 1 AS id, 'a' AS v";
    String right = "SELECT 1 AS id, '%s' || chr(1) AS v".formatted("<b>&\"]]>\u00e9\uD83D\uDE00");
    ComparisonPlan plan =
        new ComparisonPlanner()
            .plan(
                Comparison.by("id"), TABLES.parquet("left", left), TABLES.parquet("right", right));
    String xml = JUnitReport.of(new ComparisonRunner(TABLES.engine(), Progress.NONE).run(plan));
    assertThat(details(xml))
        .anyMatch(text -> text.contains("'a' -> '<b>&\"]]>\u00e9\uD83D\uDE00\\u0001'"));
    String name = JUnitXml.of(odd, List.of());
    assertThat(document(name).getDocumentElement().getElementsByTagName("testsuite").item(0))
        .isInstanceOfSatisfying(
            Element.class,
            suite ->
                assertThat(suite.getAttribute("name"))
                    .isEqualTo("<b>&\"']]>\\u0001\\uFFFE\u00e9\uD83D\uDE00"));
  }

  @Test
  void tellsOfSetsMeasuresAndSegments() throws Exception {
    SetPlan plan =
        new ComparisonPlanner()
            .plan(
                SetComparison.of("id").atLeast(0.6, 0, 0).inSegmentsOf("t"),
                TABLES.table("left", "id|t\n1|a\n2|a\n3|b"),
                TABLES.table("right", "id|t\n1|a\n2|a"));
    assertThat(tests(JUnitReport.of(new SetComparisonRunner(TABLES.engine()).run(plan))))
        .containsExactly(
            "verdict: failure MISMATCH: 1 of 2 segments too unlike, such as t='b': Jaccard is 0.00 %, below 60.00 %",
            "Jaccard: passed",
            "precision: skipped precision 100.00 %, no threshold",
            "recall: skipped recall 66.66 %, no threshold",
            "F-beta: skipped F-beta 80.00 %, no threshold",
            "segments: failure 1 of 2 segments too unlike, 0 not settled",
            "segment t='b': failure Jaccard is 0.00 %, below 60.00 %",
            "segment t='a': passed");
  }

  @Test
  void neverPassesWhatIsUndecided() throws Exception {
    SetPlan plan =
        new ComparisonPlanner()
            .plan(
                SetComparison.of("id").atLeast(0.6, 0, 0).covering(SetCoverage.SAMPLE),
                TABLES.table("left", "id\n1\n2"),
                TABLES.table("right", "id\n1\n2"));
    assertThat(
            tests(JUnitReport.of(new SetComparisonRunner(TABLES.engine()).run(plan))).subList(0, 2))
        .containsExactly(
            "verdict: error UNDECIDED: Jaccard is 100.00 %, by these samples between 34.23 % and 100.00 %, which does not settle 60.00 %",
            "Jaccard: error Jaccard is 100.00 %, by these samples between 34.23 % and 100.00 %, which does not settle 60.00 %");
  }

  @Test
  void passesNoMeasureAndNoSegmentWhereTheWholeIsUndecided() throws Exception {
    SetPlan plan =
        new ComparisonPlanner()
            .plan(
                SetComparison.of("id")
                    .atLeast(0.95, 0.0001, 0)
                    .inSegmentsOf("t")
                    .covering(SetCoverage.SAMPLE),
                TABLES.table("left", "id|t\n1|a\n2|a"),
                TABLES.table("right", "id|t\n1|a\n2|a"));
    List<String> tests = tests(JUnitReport.of(new SetComparisonRunner(TABLES.engine()).run(plan)));
    assertThat(tests).noneMatch(test -> test.endsWith(": passed"));
    assertThat(tests.get(0)).startsWith("verdict: error UNDECIDED: ");
    assertThat(tests.get(2)).startsWith("precision: skipped Jaccard is 100.00 %, by these samples");
  }

  private static List<String> tests(String xml) throws Exception {
    List<String> tests = new ArrayList<>();
    NodeList all = document(xml).getElementsByTagName("testcase");
    for (int i = 0; i < all.getLength(); i++) {
      Element test = (Element) all.item(i);
      String outcome = "passed";
      for (String name : List.of("failure", "error", "skipped")) {
        if (test.getElementsByTagName(name).item(0) instanceof Element found) {
          outcome = name + " " + found.getAttribute("message");
        }
      }
      tests.add(test.getAttribute("name") + ": " + outcome);
    }
    return tests;
  }

  private static List<String> details(String xml) throws Exception {
    List<String> details = new ArrayList<>();
    NodeList all = document(xml).getElementsByTagName("failure");
    for (int i = 0; i < all.getLength(); i++) {
      details.add(all.item(i).getTextContent());
    }
    return details;
  }

  /** Valid against the schema, or an error. */
  private static Document document(String xml) throws Exception {
    URL schema = Objects.requireNonNull(JUnitReportTest.class.getResource("junit.xsd"));
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(schema)
        .newValidator()
        .validate(new StreamSource(new StringReader(xml)));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }
}
