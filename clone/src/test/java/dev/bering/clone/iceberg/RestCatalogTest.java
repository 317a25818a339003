package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.ServerProcess;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of a REST catalog: the Iceberg project's own service, in a process of its own. */
class RestCatalogTest {

  private static final String TOKEN = "token-of-tests";

  @TempDir static Path folder;
  private static ServerProcess process;
  private static RESTCatalog catalog;
  private static IcebergFixture fixture;

  @BeforeAll
  static void startService() throws Exception {
    process =
        ServerProcess.start(
            "iceberg",
            "dev.bering.testserver.iceberg.CatalogService",
            Map.of("CATALOG_TOKEN", TOKEN),
            folder.toString());
    catalog = new RESTCatalog();
    catalog.setConf(new Configuration());
    catalog.initialize("service", Map.of("uri", uri().toString(), "token", TOKEN));
    TableIdentifier name = TableIdentifier.of(Namespace.of("sales", "eu north"), "orders");
    catalog.createNamespace(Namespace.of("sales"));
    catalog.createNamespace(name.namespace());
    fixture = new IcebergFixture(catalog.createTable(name, IcebergFixture.SCHEMA));
    fixture.append("a", 1, 2, 3);
  }

  @AfterAll
  static void stopService() throws Exception {
    catalog.close();
    process.close();
  }

  private static URI uri() {
    return URI.create("http://127.0.0.1:" + process.port());
  }

  private static ClonePlan plan(IcebergSource source, Path target) {
    return new IcebergPlanner(Progress.NONE)
        .plan(source, Location.of(target.toString()), IcebergOptions.DEFAULT);
  }

  private static void assertRefused(IcebergSource source, String message) {
    assertThatThrownBy(() -> source.current(Stores::open))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @Test
  void clonesATableAndWhatFollows() throws Exception {
    IcebergSource source =
        RestCatalog.at(URI.create(uri() + "/"))
            .withWarehouse("any")
            .withToken(() -> TOKEN)
            .table("sales.eu north.orders");
    Path target = folder.resolve("replica");
    new CloneRunner(Progress.NONE).run(plan(source, target));
    fixture.append("b", 4);
    ClonePlan plan = plan(source, target);
    assertThat(plan.files().count()).isEqualTo(1);
    new CloneRunner(Progress.NONE).run(plan);
    assertThat(
            new IcebergCheck(Progress.NONE)
                .check(source, Location.of(target.toString()), IcebergOptions.DEFAULT)
                .entries())
        .isEmpty();
    assertThat(IcebergFixture.rows(IcebergFixture.load(target)))
        .isEqualTo(IcebergFixture.rows(fixture.table));
  }

  @Test
  void asksForATokenWithClientCredentials() throws Exception {
    IcebergSource source =
        RestCatalog.at(uri()).withCredential(() -> "me:a secret&=").table("sales.eu north.orders");
    assertThat(source.current(Stores::open).file().name()).endsWith(".metadata.json");
  }

  @Test
  void namesWhatTheCatalogDoesNotGive() {
    RestCatalog open = RestCatalog.at(uri()).withToken(() -> TOKEN);
    assertRefused(
        open.table("sales.orders"),
        "Cannot clone sales.orders: the catalog %s has no such table.".formatted(uri()));
    assertRefused(
        open.table("nowhere.orders"),
        "Cannot clone nowhere.orders: the catalog %s has no such table.".formatted(uri()));
    assertRefused(
        RestCatalog.at(uri()).withToken(() -> "wrong-secret").table("sales.orders"),
        "Cannot clone sales.orders: its catalog %s refuses the login (status 401)."
            .formatted(uri()));
    assertRefused(
        RestCatalog.at(uri()).table("sales.orders"),
        "Cannot clone sales.orders: its catalog %s refuses the login (status 401)."
            .formatted(uri()));
    assertRefused(
        RestCatalog.at(uri()).withToken(() -> "two\nlines").table("sales.orders"),
        "Cannot clone sales.orders: its catalog %s cannot be asked with this token, as it holds what no header can."
            .formatted(uri()));
    assertRefused(
        RestCatalog.at(uri()).withToken(() -> TOKEN + "\n").table("sales.orders"),
        "Cannot clone sales.orders: the catalog %s has no such table.".formatted(uri()));
    assertThatThrownBy(() -> open.table("orders"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot clone orders: it is not namespace.table.");
  }

  @Test
  void namesAServiceThatIsNoCatalog() throws Exception {
    for (String answer :
        List.of(
            response("404 Not Found", "<html>nothing here</html>"),
            response("200 OK", "<html>welcome</html>"),
            response("200 OK", "[]"),
            response("200 OK", ""),
            response("200 OK", "{}"))) {
      assertAnswered(answer, "answers for /v1/config as no Iceberg REST catalog does");
    }
    assertAnswered(
        "HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\n\r\n",
        "answers with status 302");
    assertAnswered(response("503 Busy", "later"), "answers with status 503");
    assertAnswered(
        response("200 OK", "{\"overrides\":{\"uri\":\"http://elsewhere\"},\"defaults\":{}}"),
        "sends whoever asks to http://elsewhere");
  }

  @Test
  void namesACatalogThatIsNotThere() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    URI uri = URI.create("http://127.0.0.1:" + port);
    assertRefused(
        RestCatalog.at(uri).table("a.b"),
        "Cannot clone a.b: its catalog %s cannot be asked: ConnectException.".formatted(uri));
  }

  private static String response(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body);
  }

  /** Asks a service that answers one request with {@code answer}. */
  private static void assertAnswered(String answer, String fact) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread service =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().read(new byte[1 << 16]);
                  OutputStream out = socket.getOutputStream();
                  out.write(answer.getBytes(StandardCharsets.UTF_8));
                  out.flush();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      service.start();
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort());
      assertRefused(
          RestCatalog.at(uri).table("a.b"),
          "Cannot clone a.b: its catalog %s %s.".formatted(uri, fact));
      service.join();
    }
  }
}
