package dev.bering.testserver.iceberg;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The Iceberg project's own REST catalog service over a catalog in SQLite, on a free port of the
 * loopback interface, which it prints. Its first argument is the warehouse's folder. Whoever asks
 * needs the token in {@code CATALOG_TOKEN}, or one that it hands out for client credentials. It
 * ends with its standard input: when whoever started it closes it or dies.
 */
public final class CatalogService {

  private CatalogService() {}

  /** Serves until standard input ends. */
  public static void main(String[] args) throws Exception {
    String token = Objects.requireNonNull(System.getenv("CATALOG_TOKEN"));
    JdbcCatalog catalog = new JdbcCatalog();
    catalog.setConf(new Configuration());
    catalog.initialize(
        "service",
        Map.of("uri", "jdbc:sqlite:" + args[0] + "/catalog.db", "warehouse", args[0] + "/tables"));
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    // Levels of a namespace are separated by %1F in paths, which Jetty finds suspicious.
    http.setUriCompliance(UriCompliance.UNSAFE);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.addServlet(new ServletHolder(new Guarded(catalog, token)), "/*");
    context.getServletHandler().setDecodeAmbiguousURIs(true);
    server.setHandler(context);
    server.start();
    System.out.println(connector.getLocalPort());
    awaitEndOfInput();
    System.exit(0);
  }

  /** The project's service lets everybody in; this one looks at the token first. */
  private static final class Guarded extends RESTCatalogServlet {
    private static final long serialVersionUID = 1;

    /** What the project's service hands out for client credentials begins with this. */
    private static final String ISSUED = "client-credentials-token:sub=";

    private final String token;

    Guarded(JdbcCatalog catalog, String token) {
      super(new RESTCatalogAdapter(catalog));
      this.token = token;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws jakarta.servlet.ServletException, IOException {
      String given = Objects.requireNonNullElse(request.getHeader("Authorization"), "");
      if (request.getPathInfo().equals("/v1/oauth/tokens")
          || given.equals("Bearer " + token)
          || given.startsWith("Bearer " + ISSUED)) {
        super.service(request, response);
      } else {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setContentType("application/json");
        response
            .getWriter()
            .write(
                "{\"error\":{\"message\":\"token "
                    + given
                    + " is not known\","
                    + "\"type\":\"NotAuthorizedException\",\"code\":401}}");
      }
    }
  }

  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is said to a server but to end.
    }
  }
}
