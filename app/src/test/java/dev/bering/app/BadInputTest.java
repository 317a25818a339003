package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input ends a comparison in words, with the exit code of its kind, and never in green. */
class BadInputTest {

  @TempDir Path folder;

  private Path csv(String name, String text) {
    return Cli.write(folder.resolve(name + ".csv"), text);
  }

  @Test
  void readsNoCorruptPage() throws IOException {
    try (OrdersTables tables = new OrdersTables(folder)) {
      tables.write();
    }
    Path whole = folder.resolve("legacy/orders.parquet");
    Path corrupt = folder.resolve("corrupt.parquet");
    byte[] bytes = Files.readAllBytes(whole);
    Arrays.fill(bytes, 4, 60, (byte) 0xff);
    Files.write(corrupt, bytes);
    Cli cli = Cli.run("diff", whole, corrupt, "--key=order_id");
    assertThat(cli.exitCode()).isEqualTo(3);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).startsWith("Cannot finish a query: ");
  }

  @Test
  void readsNoTornFile() throws IOException {
    try (OrdersTables tables = new OrdersTables(folder)) {
      tables.write();
    }
    Path whole = folder.resolve("legacy/orders.parquet");
    Path torn = folder.resolve("torn.parquet");
    Files.write(torn, Arrays.copyOf(Files.readAllBytes(whole), 100));
    Cli cli = Cli.run("diff", whole, torn, "--key=order_id");
    assertThat(cli.exitCode()).isEqualTo(3);
    assertThat(cli.err()).startsWith("Cannot read %s: ".formatted(torn));
  }

  @Test
  void callsAnEmptySideAndAFullOneDifferent() {
    Cli cli = Cli.run("diff", csv("l", "id,v\n"), csv("r", "id,v\n1,2\n"), "--key=id");
    assertThat(cli.exitCode()).isEqualTo(1);
    assertThat(cli.out()).contains("* MISMATCH: 1 row only on the right");
  }

  @Test
  void failsForAnExpiredDifferenceAndNamesAStaleOne() {
    Path table = csv("t", "id,v\n1,2\n");
    String accept = "--accept={columns: v, owner: o, reason: r, cap: 1, expires: %s}";
    Cli expired = Cli.run("diff", table, table, "--key=id", accept.formatted("2020-01-31"));
    assertThat(expired.exitCode()).isEqualTo(1);
    assertThat(expired.out())
        .contains("* MISMATCH: accepted difference in v (o) expired on 2020-01-31");
    Cli stale = Cli.run("diff", table, table, "--key=id", accept.formatted("2099-01-31"));
    assertThat(stale.exitCode()).isZero();
    assertThat(stale.out())
        .contains("= EXACT")
        .contains("accepted difference in v (o) absorbs nothing: it is stale: r");
  }

  @Test
  void toleratesNoTexts() {
    Path table = csv("t", "id,v\n1,2\n");
    Path other = csv("o", "id,v\n1,x\n");
    Cli cli = Cli.run("diff", table, other, "--key=id", "--tolerance=v=abs:1");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot compare column 'v' of %s: 1 text is not a DOUBLE without loss, such as 'x'.
            hint: mend the values, give the other side's column another type, or ignore the column
            """
                .formatted(other));
  }
}
