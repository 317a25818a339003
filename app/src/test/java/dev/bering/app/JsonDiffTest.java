package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON files as sides of a comparison. */
class JsonDiffTest {

  @TempDir Path folder;

  private Path file(String name, String text) {
    return Cli.write(folder.resolve(name), text);
  }

  private static Cli diff(Path left, Path right) {
    return Cli.run("diff", left, right, "--key", "id");
  }

  @Test
  void missingIsNullAndNumbersHaveOneSpelling() {
    Path left =
        file("l.jsonl", "{\"id\":1,\"a\":null,\"n\":1.50}\n{\"id\":2,\"a\":\"x\",\"n\":100}\n");
    Path right = file("r.json", "[{\"n\":1e2,\"id\":2,\"a\":\"x\"},{\"n\":1.5,\"id\":1}]");
    Cli cli = diff(left, right);
    assertThat(cli.exitCode()).as(cli.out() + cli.err()).isZero();
    assertThat(cli.out()).contains("= EXACT");
  }

  @Test
  void readsValuesAsTheTypesOfTheOtherSide() {
    Path database = file("r.csv", "id,price\n1,12.5\n");
    Path left = file("l.json", "{\"id\":1,\"price\":12.50}\n");
    Cli cli = diff(left, database);
    assertThat(cli.exitCode()).as(cli.out() + cli.err()).isZero();
  }

  @Test
  void aNumberIsNoText() {
    Cli cli = diff(file("l.json", "{\"id\":1,\"a\":1}"), file("r.json", "{\"id\":1,\"a\":\"1\"}"));
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).contains("'a'").contains("numbers on the left and text on the right");
  }

  @Test
  void aToleranceMakesNoTextANumber() {
    Path left = file("l.json", "{\"id\":1,\"a\":1.5}");
    Path right = file("r.json", "{\"id\":1,\"a\":\"1.5\"}");
    Cli cli = Cli.run("diff", left, right, "--key", "id", "--tolerance", "a=abs:0.1");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .contains(
            "column 'a' has a tolerance but is numbers on the left and text on the right.",
            "declare tolerances for numbers only");
  }

  @Test
  void numbersOfMoreDigitsThanADoubleHoldsAreMeasuredWithTheirRounding() {
    Path left = file("l.json", "{\"id\":1,\"a\":123456789012345678.25}");
    Path near = file("near.json", "{\"id\":1,\"a\":123456789012345678.50}");
    Cli close = Cli.run("diff", left, near, "--key", "id", "--tolerance", "a=abs:1");
    assertThat(close.exitCode()).as(close.out() + close.err()).isEqualTo(1);
    Cli wide = Cli.run("diff", left, near, "--key", "id", "--tolerance", "a=rel:1e-12");
    assertThat(wide.exitCode()).as(wide.out() + wide.err()).isZero();
    assertThat(wide.out()).contains("= TOLERANT");
  }
}
