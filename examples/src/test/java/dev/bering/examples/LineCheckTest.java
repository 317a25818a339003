package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineCheckTest {

  @Test
  void acceptsWhatTheDataSetHolds() {
    assertThatCode(() -> check(List.of(Lines.with(), Lines.with("SERROR_RATE=1", "LABEL=smurf."))))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesLinesWithTooFewOrTooManyColumns() {
    assertThatThrownBy(() -> check(List.of(Lines.with(), "0,tcp,http", Lines.with() + ",more", "")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read connections from data.csv: line 2 has 3 columns, not 42.
            Cannot read connections from data.csv: line 3 has 43 columns, not 42.
            Cannot read connections from data.csv: line 4 has 1 column, not 42.""");
  }

  @Test
  void refusesNumbersThatAReaderWouldRoundOrAccept() {
    assertThatThrownBy(
            () ->
                check(
                    List.of(
                        Lines.with("SRC_BYTES=1.5"),
                        Lines.with("SRC_BYTES=-1", "DST_BYTES="),
                        Lines.with("SERROR_RATE=nan", "RERROR_RATE=.5"),
                        Lines.with("SERROR_RATE=1e-5", "RERROR_RATE=1."),
                        Lines.with("SRC_BYTES=9999999999999999999"))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read connections from data.csv: line 1 has src_bytes '1.5', not a whole number of 0 or more.
            Cannot read connections from data.csv: line 2 has src_bytes '-1', not a whole number of 0 or more.
            Cannot read connections from data.csv: line 2 has dst_bytes '', not a whole number of 0 or more.
            Cannot read connections from data.csv: line 3 has serror_rate 'nan', not a decimal number of 0 or more.
            Cannot read connections from data.csv: line 3 has rerror_rate '.5', not a decimal number of 0 or more.
            Cannot read connections from data.csv: line 4 has serror_rate '1e-5', not a decimal number of 0 or more.
            Cannot read connections from data.csv: line 4 has rerror_rate '1.', not a decimal number of 0 or more.
            Cannot read connections from data.csv: line 5 has src_bytes '9999999999999999999', not a whole number of 0 or more.""");
  }

  @Test
  void refusesTextThatIsEmptyNotPlainOrLong() {
    assertThatThrownBy(
            () ->
                check(
                    List.of(
                        Lines.with("SERVICE="), Lines.with("LABEL=w\ufffdng" + "x".repeat(50)))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read connections from data.csv: line 1 has service '', not plain text of 1 to 64 characters.\n"
                + "Cannot read connections from data.csv: line 2 has label 'w\ufffdng"
                + "x".repeat(36)
                + "...', not plain text of 1 to 64 characters.");
  }

  @Test
  void tellsTheFirstTenFactsAndHowManyMoreThereAre() {
    UserException refusal =
        catchThrowableOfType(
            UserException.class, () -> check(Collections.nCopies(25, Lines.with("COUNT=x"))));

    assertThat(refusal.problems()).hasSize(11);
    assertThat(refusal.problems().get(10))
        .isEqualTo(
            new Problem(
                "CONNECTIONS_INVALID",
                "Cannot read connections from data.csv: 15 more such facts.",
                "use a file as the KDD Cup 1999 data set has it, unchanged"));
  }

  private static void check(List<String> lines) {
    LineCheck check = new LineCheck("data.csv");
    lines.forEach(check::check);
    check.refuseWrongLines();
  }
}
