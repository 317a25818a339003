package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcebergTableOptionsTest {

  @TempDir Path folder;

  private void assertRefused(String errors, Object... arguments) {
    Cli cli = Cli.run(arguments);
    assertThat(cli.err()).isEqualToNormalizingNewlines(errors);
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void namesOptionsThatNeedACatalog() {
    assertRefused(
        """
        Cannot read /lake/orders: 'nowhere' is not PREFIX=LOCATION with an absolute location.
        hint: write it like s3://old/lake/orders=/backup/orders
        Cannot read /lake/orders: --catalog-name means nothing without --catalog.
        hint: leave it out
        """,
        "clone",
        "/lake/orders",
        folder,
        "--catalog-name",
        "lake",
        "--held-at",
        "nowhere");
  }

  @Test
  void showsNoLoginThatStandsInAnAddress() {
    assertRefused(
        """
        Cannot read sales.orders: the catalog's address carries a login.
        hint: leave it out and name environment variables that hold it
        """,
        "clone",
        "sales.orders",
        folder,
        "--catalog",
        "https://me:secret@catalog/api");
  }

  @Test
  void namesEverythingThatIsWrongWithACatalogAtOnce() {
    assertRefused(
        """
        Cannot read sales.orders: a JDBC catalog's database may hold many catalogs, and none is named.
        hint: add --catalog-name
        Cannot read sales.orders: --catalog-token-env is for REST catalogs.
        hint: leave it out
        Cannot read sales.orders: environment variable BERING_TEST_UNSET is not set.
        hint: set it, then run the same command again
        """,
        "check",
        "sales.orders",
        folder,
        "--catalog",
        "jdbc:postgresql://db/catalog",
        "--catalog-token-env",
        "BERING_TEST_UNSET");
    assertRefused(
        """
        Cannot read sales.orders: its catalog's address is neither https:// nor jdbc:.
        hint: give the address of a REST or JDBC catalog; for others name the metadata file
        Cannot clone sales.orders: --history is for Delta tables.
        hint: leave it out
        """,
        "clone",
        "sales.orders",
        folder,
        "--catalog",
        "thrift://metastore:9083",
        "--history",
        "checkpoint");
  }

  @Test
  void isForIcebergTablesOnly() {
    assertRefused(
        """
        Cannot clone jdbc:postgresql://db/shop: --held-at is for Iceberg tables.
        hint: leave it out
        """,
        "clone",
        "jdbc:postgresql://db/shop",
        folder,
        "--held-at",
        "/a=/b");
  }
}
