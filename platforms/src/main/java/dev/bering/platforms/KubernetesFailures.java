package dev.bering.platforms;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformException;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** What the client of Kubernetes throws, as failures, in the API's own words. */
final class KubernetesFailures {

  private KubernetesFailures() {}

  /** A call of the client. */
  interface Call<T> {
    T run();
  }

  /**
   * Calls the API.
   *
   * @throws PlatformException for everything that the client throws
   */
  static <T> T called(Call<T> call) throws PlatformException {
    try {
      return call.run();
    } catch (KubernetesClientException e) {
      throw of(e);
    }
  }

  /** What it comes to. */
  static PlatformException of(KubernetesClientException e) {
    return new PlatformException(
        new Failure(
            kind(e),
            words(e),
            e.getCode() == 0 ? Optional.empty() : Optional.of(e.getCode() + ""),
            Optional.empty(),
            Optional.empty()),
        e);
  }

  private static FailureClass kind(KubernetesClientException e) {
    return switch (e.getCode()) {
      case 400, 404, 405, 409, 413, 415, 422 -> FailureClass.CONFIG;
      case 401 -> FailureClass.AUTH;
      // A quota of the namespace is refused with the same code.
      case 403 -> KubernetesReasons.ofWords(words(e)).orElse(FailureClass.AUTH);
      case 429 -> FailureClass.QUOTA;
      default -> FailureClass.PLATFORM;
    };
  }

  private static String words(KubernetesClientException e) {
    Optional<String> said = Optional.ofNullable(e.getStatus()).map(Status::getMessage);
    Throwable cause = e.getCause();
    return said.filter(text -> !text.isBlank())
        .or(
            () ->
                Optional.ofNullable(cause)
                    .map(why -> String.valueOf(why.getMessage() == null ? why : why.getMessage())))
        .orElseGet(() -> String.valueOf(e.getMessage()));
  }
}
