package dev.bering.telemetry;

import dev.bering.flow.FlowListener;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.transports.ApiKeyTokenProvider;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import io.openlineage.client.transports.Transport;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where lineage events of runs go: a file, one event a line, or a server that speaks OpenLineage.
 *
 * <pre>{@code
 * try (Lineage lineage = Lineage.toFile(Path.of("lineage.ndjson"), "prod")) {
 *   new FlowRunner(ctx, progress, lineage.listener()).run(run);
 *   lineage.settle().ifPresent(problem -> log.warn(problem));
 * }
 * }</pre>
 *
 * <p>Events are sent from a thread of their own, in the order in which things happened. A run never
 * waits for them and never fails for their sake; {@link #settle} tells what did not arrive.
 *
 * <p>Of a run there are events START and COMPLETE or FAIL of the flow, and the same of each port
 * that is written, whose parent is the flow's. They name the tables read and written with version
 * and columns, of which columns those written are computed as far as that can be told, how many
 * rows and bytes were written, the time of the slice, and what the rules of the flow counted.
 *
 * @see <a href="https://openlineage.io/docs/spec/object-model">OpenLineage's object model</a>
 */
public final class Lineage implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Whose version of the events this is; the field is required. */
  private static final URI PRODUCER = URI.create("https://bering.dev/flow");

  private final Delivery delivery;
  private final String namespace;
  private final Clock clock;

  private Lineage(Transport transport, String target, String namespace, Clock clock) {
    this.delivery = new Delivery(transport, target, PATIENCE);
    this.namespace = namespace;
    this.clock = clock;
  }

  /**
   * Appends to {@code file}.
   *
   * @param namespace what the jobs' names are unique in, such as {@code prod}
   * @throws UserException LINEAGE_TARGET if there is no folder for it
   */
  public static Lineage toFile(Path file, String namespace) {
    return toFile(file, namespace, Clock.systemUTC());
  }

  static Lineage toFile(Path file, String namespace, Clock clock) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
      throw refused(
          file.toString(),
          Files.isDirectory(file) ? "it is a folder" : "its folder is not there",
          "name a file in a folder that is there");
    }
    return new Lineage(new EventFile(file), file.toString(), namespace, clock);
  }

  /**
   * Sends to a server, at {@code /api/v1/lineage} under {@code server}.
   *
   * @param apiKey is sent as a bearer token and appears nowhere else
   * @throws UserException LINEAGE_TARGET if {@code server} is no address of HTTP, or holds a
   *     password
   */
  public static Lineage toServer(URI server, Optional<String> apiKey, String namespace) {
    String scheme = String.valueOf(server.getScheme());
    if (!(scheme.equals("http") || scheme.equals("https")) || server.getHost() == null) {
      throw refused(
          "a server", "it is no address of HTTP", "write it as in https://lineage.example.com");
    }
    if (server.getRawUserInfo() != null || server.getRawQuery() != null) {
      throw refused(
          server.getHost(),
          "the address holds a login or parameters, which may be secret",
          "give the key by the environment variable OPENLINEAGE_API_KEY");
    }
    var config = new HttpConfig();
    config.setUrl(server);
    config.setTimeoutInMillis((int) PATIENCE.toMillis());
    apiKey.ifPresent(key -> config.setAuth(bearer(key)));
    return new Lineage(new HttpTransport(config), server.toString(), namespace, Clock.systemUTC());
  }

  private static ApiKeyTokenProvider bearer(String key) {
    var token = new ApiKeyTokenProvider();
    token.setApiKey(key);
    return token;
  }

  private static UserException refused(String target, String fact, String hint) {
    return UserException.usage(
        new Problem(
            "LINEAGE_TARGET", "Cannot send lineage to %s: %s.".formatted(target, fact), hint));
  }

  /** For one run that stands for no time. */
  public FlowListener listener() {
    return new RunEvents(new OpenLineage(PRODUCER), namespace, Optional.empty(), clock, delivery);
  }

  /** For one run of the slice from {@code start} to {@code end}. */
  public FlowListener listener(Instant start, Instant end) {
    return new RunEvents(
        new OpenLineage(PRODUCER),
        namespace,
        Optional.of(new RunEvents.Nominal(start, end)),
        clock,
        delivery);
  }

  /**
   * Waits a few seconds for what is still to be sent; nothing can be sent after it.
   *
   * @return LINEAGE_UNDELIVERED if some events did not arrive
   */
  public Optional<Problem> settle() {
    return delivery.settle();
  }

  /** As {@link #settle}, and nobody is told. */
  @Override
  public void close() {
    settle();
  }
}
