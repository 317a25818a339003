package dev.bering.platforms;

import com.databricks.sdk.core.ApiClient;
import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.DatabricksException;
import com.databricks.sdk.core.http.Request;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.Job;
import dev.bering.jobs.PlatformException;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Calls of a workspace's REST API, as JSON: typed requests would drop the fields that the SDK does
 * not know yet. The SDK finds the login and signs; it retries nothing, as it forgets what the
 * server said when it gives up.
 */
final class DatabricksApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMEOUT_SECONDS = 60;
  private static final int MAX_SENDS = 3;
  private static final Set<String> QUOTA =
      Set.of(
          "RESOURCE_EXHAUSTED",
          "REQUEST_LIMIT_EXCEEDED",
          "QUOTA_EXCEEDED",
          "MAX_CLUSTERS_EXCEEDED",
          "RESOURCE_LIMIT_EXCEEDED");

  private final ApiClient client;
  private final String host;
  private volatile boolean isRefused;

  private DatabricksApi(ApiClient client, String host) {
    this.client = client;
    this.host = host;
  }

  /**
   * An API for a job's runs.
   *
   * @param config who calls, before the job's block is laid over it
   * @throws UserException DATABRICKS_LOGIN if no workspace or no login is found
   */
  static DatabricksApi open(Job job, DatabricksConfig config) {
    job.blockText("host").ifPresent(config::setHost);
    job.blockText("profile").ifPresent(config::setProfile);
    config.setDisableRetries(true).setHttpTimeoutSeconds(TIMEOUT_SECONDS);
    try {
      config.resolve();
      if (Optional.ofNullable(config.getHost()).isEmpty()) {
        throw UserException.usage(login(job, "nothing says where its workspace is"));
      }
      config.authenticate();
      return new DatabricksApi(new ApiClient(config), config.getHost());
    } catch (DatabricksException e) {
      Problem problem =
          login(job, "nobody can log in to %s: %s".formatted(config.getHost(), rootWords(e)));
      throw network(e).isPresent()
          ? UserException.temporary(problem, e)
          : UserException.usage(problem, e);
    }
  }

  private static Problem login(Job job, String fact) {
    return new Problem(
        "DATABRICKS_LOGIN",
        "Cannot run job '%s' on databricks: %s."
            .formatted(job.name(), fact.replaceFirst("\\.$", "")),
        "set DATABRICKS_HOST and DATABRICKS_TOKEN, or write 'profile: ...' under platforms.databricks");
  }

  /** What the SDK said first, before it wrapped it up with everything it was told. */
  private static String rootWords(DatabricksException e) {
    String words = words(e);
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      words = Optional.ofNullable(cause.getMessage()).orElse(words);
    }
    return words;
  }

  private static Optional<IOException> network(DatabricksException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException network) {
        return Optional.of(network);
      }
    }
    return Optional.empty();
  }

  /** Whether the workspace has refused this login something. */
  boolean isRefused() {
    return isRefused;
  }

  /** The workspace's address. */
  String host() {
    return host;
  }

  /**
   * An answer to a question.
   *
   * @throws PlatformException with the server's own words, or if it does not answer
   */
  ObjectNode get(String path, Map<String, String> query) throws PlatformException {
    for (int send = 1; ; send++) {
      Request request = new Request(Request.GET, path);
      query.forEach(request::withQueryParam);
      try {
        return sent(request);
      } catch (LostReplyException e) {
        giveUp(send, e);
      }
    }
  }

  /**
   * Sends what has the same effect however often it is sent: again if the reply is lost.
   *
   * @throws PlatformException with the server's own words, or if it does not answer
   */
  ObjectNode postRepeatable(String path, ObjectNode body) throws PlatformException {
    for (int send = 1; ; send++) {
      try {
        return sent(new Request(Request.POST, path, body.toString()));
      } catch (LostReplyException e) {
        giveUp(send, e);
      }
    }
  }

  /**
   * Sends what must not be sent twice.
   *
   * @throws PlatformException with the server's own words, or of kind PLATFORM if nobody knows
   *     whether it took effect
   */
  ObjectNode postOnce(String path, ObjectNode body) throws PlatformException {
    try {
      return sent(new Request(Request.POST, path, body.toString()));
    } catch (LostReplyException e) {
      throw silent(e);
    }
  }

  /** Changes fields of what is there. */
  void patch(String path, ObjectNode body) throws PlatformException {
    try {
      sent(new Request(Request.PATCH, path, body.toString()));
    } catch (LostReplyException e) {
      throw silent(e);
    }
  }

  private ObjectNode sent(Request request) throws PlatformException, LostReplyException {
    try {
      // A map, as the SDK wants to make what it fills; no type of its own, which would lose fields.
      return JSON.valueToTree(client.execute(request, LinkedHashMap.class));
    } catch (DatabricksException e) {
      Optional<IOException> network = network(e);
      if (network.isPresent()) {
        throw new LostReplyException(network.get());
      }
      PlatformException refusal =
          e instanceof DatabricksError error
              ? refused(error)
              : new PlatformException(Failure.of(FailureClass.AUTH, rootWords(e)), e);
      isRefused |= refusal.failure().kind() == FailureClass.AUTH;
      throw refusal;
    } catch (IOException e) {
      throw new LostReplyException(e);
    }
  }

  private static PlatformException refused(DatabricksError e) {
    return new PlatformException(
        new Failure(
            kind(e.getStatusCode(), code(e)),
            words(e),
            Optional.of(code(e)).filter(code -> !code.isEmpty()),
            Optional.empty(),
            Optional.empty()),
        e);
  }

  private static FailureClass kind(int status, String code) {
    if (status == 429 || QUOTA.contains(code)) {
      return FailureClass.QUOTA;
    }
    if (status == 401 || status == 403) {
      return FailureClass.AUTH;
    }
    return status >= 500 ? FailureClass.PLATFORM : FailureClass.CONFIG;
  }

  private static String code(DatabricksError e) {
    return Optional.ofNullable(e.getErrorCode()).orElse("");
  }

  private static String words(DatabricksException e) {
    return Optional.ofNullable(e.getMessage()).orElse("");
  }

  private void giveUp(int send, LostReplyException e) throws PlatformException {
    if (send >= MAX_SENDS) {
      throw silent(e);
    }
  }

  private PlatformException silent(LostReplyException e) {
    IOException cause = e.reason;
    return new PlatformException(
        Failure.of(
            FailureClass.PLATFORM,
            "%s does not answer: %s"
                .formatted(
                    host,
                    Optional.ofNullable(cause.getMessage())
                        .orElse(cause.getClass().getSimpleName()))),
        cause);
  }

  /** Nobody knows whether the request took effect. */
  private static final class LostReplyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final IOException reason;

    LostReplyException(IOException reason) {
      super(reason);
      this.reason = reason;
    }
  }
}
