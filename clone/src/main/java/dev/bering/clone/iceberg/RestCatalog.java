package dev.bering.clone.iceberg;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * An Iceberg REST catalog, asked for nothing but where the current metadata of a table is (Iceberg
 * REST catalog specification: {@code getConfig}, {@code loadTable}, {@code getToken}). The files
 * are then read with the credentials of this machine, not with any that the catalog would vend.
 * Redirects are not followed, so that no token goes to a place that nobody named.
 */
public final class RestCatalog {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Levels of a namespace are separated by this unless the catalog says otherwise. */
  private static final String UNIT_SEPARATOR = "%1F";

  /** Configurations and tokens are small; more than this is something else. */
  private static final int SMALL_BYTES = 1 << 20;

  private final URI uri;
  private final Optional<String> warehouse;
  private final Login login;

  private RestCatalog(URI uri, Optional<String> warehouse, Login login) {
    this.uri = uri;
    this.warehouse = warehouse;
    this.login = login;
  }

  /** How a request says who asks; it is read at the last moment and kept nowhere. */
  private interface Login {
    Optional<String> token(Asking asking) throws IOException;
  }

  /**
   * A catalog that lets everybody in.
   *
   * @param uri without {@code /v1}
   */
  public static RestCatalog at(URI uri) {
    String text = uri.toString();
    return new RestCatalog(
        URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text),
        Optional.empty(),
        asking -> Optional.empty());
  }

  /** The same catalog, and which of its warehouses. */
  public RestCatalog withWarehouse(String name) {
    return new RestCatalog(uri, Optional.of(name), login);
  }

  /** The same catalog, asked with a bearer token. */
  public RestCatalog withToken(Supplier<String> token) {
    return new RestCatalog(uri, warehouse, asking -> Optional.of(token.get()));
  }

  /**
   * The same catalog, which hands out a token for OAuth2 client credentials.
   *
   * @param credential {@code client-id:client-secret}
   */
  public RestCatalog withCredential(Supplier<String> credential) {
    return new RestCatalog(
        uri, warehouse, asking -> Optional.of(asking.issueToken(credential.get().strip())));
  }

  /**
   * A table of the catalog.
   *
   * @param name namespace and table, levels separated by dots
   * @throws UserException CLONE_CATALOG_NAME if it has one level only
   */
  public IcebergSource table(String name) {
    CatalogName parts = CatalogName.of(name);
    return new IcebergSource() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Current current(Function<Location, Store> stores) throws IOException {
        return new Current(new Asking(parts).metadataLocation(), Certainty.KNOWN);
      }
    };
  }

  /** One question about one table. */
  private final class Asking {
    private final CatalogName table;
    private final String name;
    private final HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    Asking(CatalogName table) {
      this.table = table;
      this.name = table.toString();
    }

    Location metadataLocation() throws IOException {
      Optional<String> token = login.token(this);
      JsonNode config =
          small(
              get(
                  warehouse
                      .map(place -> "/v1/config?warehouse=" + encoded(place))
                      .orElse("/v1/config"),
                  token));
      if (!config.path("defaults").isObject() && !config.path("overrides").isObject()) {
        throw noCatalog("/v1/config");
      }
      String moved = setting(config, "uri").orElse(uri.toString());
      if (!moved.equals(uri.toString()) && !moved.equals(uri + "/")) {
        throw unreadable("sends whoever asks to %s".formatted(moved), "name that address");
      }
      HttpResponse<InputStream> response = get(path(config), token);
      try (InputStream body = response.body()) {
        if (response.statusCode() == 404) {
          throw missing(body);
        }
        return location(body);
      }
    }

    private String path(JsonNode config) {
      String separator = setting(config, "namespace-separator").orElse(UNIT_SEPARATOR);
      String namespace =
          Arrays.stream(table.namespace().split("\\."))
              .map(RestCatalog::encoded)
              .collect(Collectors.joining(separator));
      return "/v1/%snamespaces/%s/tables/%s?snapshots=refs"
          .formatted(
              setting(config, "prefix").map(prefix -> prefix + "/").orElse(""),
              namespace,
              encoded(table.table()));
    }

    /** What a catalog insists on counts more than what it proposes. */
    private static Optional<String> setting(JsonNode config, String key) {
      return Optional.ofNullable(config.path("overrides").path(key).textValue())
          .or(() -> Optional.ofNullable(config.path("defaults").path(key).textValue()));
    }

    /** The answer holds the whole metadata too, which may be large; it is passed over. */
    private Location location(InputStream body) throws IOException {
      try (JsonParser parser = JSON.createParser(body)) {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (key.equals("metadata-location") && value == JsonToken.VALUE_STRING) {
              return Location.of(parser.getText());
            }
            parser.skipChildren();
          }
        }
      } catch (JsonProcessingException e) {
        throw noCatalog("the table");
      }
      throw unreadable(
          "knows the table and names no metadata file", "ask whoever runs it; it breaks its rules");
    }

    String issueToken(String credential) throws IOException {
      int colon = credential.indexOf(':');
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(uri + "/v1/oauth/tokens"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      form(
                          Map.of(
                              "grant_type",
                              "client_credentials",
                              "client_id",
                              credential.substring(0, Math.max(colon, 0)),
                              "client_secret",
                              credential.substring(colon + 1),
                              "scope",
                              "catalog"))));
      JsonNode token = small(send(request)).path("access_token");
      if (!token.isTextual()) {
        throw noCatalog("/v1/oauth/tokens");
      }
      return token.textValue();
    }

    private HttpResponse<InputStream> get(String path, Optional<String> token) throws IOException {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri + path)).GET();
      if (token.isPresent()) {
        request.header("Authorization", "Bearer " + usable(token.get()));
      }
      return send(request);
    }

    /** The client would show a value that no header can have in what it throws. */
    private String usable(String token) {
      String stripped = token.strip();
      if (!stripped.matches("[\\x21-\\x7e]+")) {
        throw unreadable(
            "cannot be asked with this token, as it holds what no header can",
            "check the environment variable; it holds the token and nothing else");
      }
      return stripped;
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException {
      HttpResponse<InputStream> response;
      try {
        response =
            client.send(
                request.header("Accept", "application/json").timeout(PATIENCE).build(),
                BodyHandlers.ofInputStream());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      } catch (IOException e) {
        throw UserException.temporary(
            new Problem(
                "CLONE_CATALOG_UNREADABLE",
                "Cannot clone %s: its catalog %s cannot be asked: %s."
                    .formatted(name, uri, Failures.fact(e)),
                "check the address and that the catalog runs, then run the same command again"),
            e);
      }
      int status = response.statusCode();
      if (status == 200 || status == 404) {
        return response;
      }
      response.body().close();
      if (status == 401 || status == 403) {
        throw unreadable(
            "refuses the login (status %d)".formatted(status),
            "check the token or the credential, and that it may read the table");
      }
      if (status >= 500 || status == 429) {
        throw UserException.temporary(
            new Problem(
                "CLONE_CATALOG_UNREADABLE",
                "Cannot clone %s: its catalog %s answers with status %d."
                    .formatted(name, uri, status),
                "run the same command again later"),
            new IOException("status " + status));
      }
      throw unreadable("answers with status %d".formatted(status), "check the address");
    }

    private JsonNode small(HttpResponse<InputStream> response) throws IOException {
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(SMALL_BYTES + 1);
        if (response.statusCode() == 404 || bytes.length > SMALL_BYTES) {
          throw noCatalog(response.uri().getPath());
        }
        JsonNode json = JSON.readTree(bytes);
        if (!json.isObject()) {
          throw noCatalog(response.uri().getPath());
        }
        return json;
      } catch (JsonProcessingException e) {
        throw noCatalog(response.uri().getPath());
      }
    }

    private UserException missing(InputStream body) throws IOException {
      String type;
      try {
        type = JSON.readTree(body.readNBytes(SMALL_BYTES)).path("error").path("type").asText();
      } catch (JsonProcessingException e) {
        type = "";
      }
      return switch (type) {
        case "NoSuchTableException", "NoSuchNamespaceException", "NoSuchIcebergTableException" ->
            UserException.source(
                new Problem(
                    "CLONE_SOURCE_MISSING",
                    "Cannot clone %s: the catalog %s has no such table.".formatted(name, uri),
                    "write namespace.table as the catalog spells them"));
        default -> noCatalog("the table");
      };
    }

    private UserException noCatalog(String what) {
      return unreadable(
          "answers for %s as no Iceberg REST catalog does".formatted(what),
          "name the catalog's address without /v1");
    }

    private UserException unreadable(String fact, String hint) {
      return UserException.source(
          new Problem(
              "CLONE_CATALOG_UNREADABLE",
              "Cannot clone %s: its catalog %s %s.".formatted(name, uri, fact),
              hint));
    }
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
