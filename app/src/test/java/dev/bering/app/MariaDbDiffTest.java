package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.jdbc.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of MariaDB as a side of a comparison. */
class MariaDbDiffTest {

  @TempDir Path folder;

  @Test
  void findsWhatDiffersBetweenATableAndAFile() {
    Database.MARIADB.run(
        "CREATE TABLE visits (id BIGINT UNSIGNED PRIMARY KEY, price DECIMAL(12,2), word"
            + " VARCHAR(20), seen TINYINT(1), at DATETIME(6))",
        "INSERT INTO visits VALUES (1, 12.50, 'a ', 1, '2026-01-31 10:00:00.000001'), (2, NULL, '',"
            + " 0, NULL), (18446744073709551615, -0.01, 'ü', NULL, '9999-12-31 23:59:59')");
    String table = Database.MARIADB.url() + "#visits";
    String user = Database.MARIADB.user();
    String rows =
        """
        id,price,word,seen,at
        1,12.5,a ,1,2026-01-31 10:00:00.000001
        2,,"",0,
        18446744073709551615,-0.01,ü,,9999-12-31 23:59:59
        """;
    Path same = Cli.write(folder.resolve("same.csv"), rows);
    Cli equal = Cli.run("diff", table, same, "--key", "id", "--user", user);
    assertThat(equal.exitCode()).as(equal.out() + equal.err()).isZero();
    assertThat(equal.out()).contains("= NORMALISED: all 3 rows are equal");

    Path other = Cli.write(folder.resolve("other.csv"), rows.replace("a ,1", "a,0"));
    Cli different = Cli.run("diff", other, table, "--key", "id", "--user", user);
    assertThat(different.exitCode()).as(different.err()).isEqualTo(1);
    assertThat(different.out()).contains("word: 'a' -> 'a '").contains("seen: ");
  }
}
