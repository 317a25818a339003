package dev.bering.platforms;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the SDK of AWS throws, as failures, in the service's own words. */
final class AwsFailures {
  private static final Pattern LIMIT =
      Pattern.compile(
          "(?i).*(throttl|toomanyrequests|requestlimit|limitexceeded|quota|slowdown).*");
  private static final Pattern WHO =
      Pattern.compile(
          "(?i).*(accessdenied|unauthorized|unrecognizedclient|expiredtoken|invalidsignature"
              + "|signaturedoesnotmatch|incompletesignature|authfailure|optinrequired"
              + "|invalidclienttokenid|missingauthenticationtoken|notauthorized).*");

  private AwsFailures() {}

  /** A call of the SDK. */
  interface Call<T> {
    T run();
  }

  /**
   * Calls a service.
   *
   * @throws PlatformException for everything that the SDK throws
   */
  static <T> T called(Call<T> call) throws PlatformException {
    try {
      return call.run();
    } catch (SdkException e) {
      throw of(e);
    }
  }

  /** What it comes to. */
  static PlatformException of(SdkException e) {
    return new PlatformException(failure(e), e);
  }

  private static Failure failure(SdkException e) {
    if (e instanceof AwsServiceException service) {
      String code = code(service);
      String words =
          Optional.ofNullable(service.awsErrorDetails())
              .map(AwsErrorDetails::errorMessage)
              .orElseGet(() -> String.valueOf(service.getMessage()));
      return new Failure(
          kind(code, service.statusCode()),
          words,
          Optional.of(code).filter(text -> !text.isEmpty()),
          Optional.empty(),
          Optional.empty());
    }
    boolean isUnknown = String.valueOf(e.getMessage()).startsWith("Unable to load credentials");
    return Failure.of(
        isUnknown ? FailureClass.AUTH : FailureClass.PLATFORM,
        isUnknown ? "no credentials for AWS are to be found" : String.valueOf(e.getMessage()));
  }

  private static String code(AwsServiceException e) {
    return Optional.ofNullable(e.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
  }

  private static FailureClass kind(String code, int status) {
    if (LIMIT.matcher(code).matches() || status == 429) {
      return FailureClass.QUOTA;
    }
    if (WHO.matcher(code).matches() || status == 401 || status == 403) {
      return FailureClass.AUTH;
    }
    return status >= 500 || code.startsWith("Internal")
        ? FailureClass.PLATFORM
        : FailureClass.CONFIG;
  }

  /**
   * Whether the service may have done what it was asked for, although it did not say so: a reply
   * was lost, or tells of an error inside the service.
   */
  static boolean mayHaveHappened(SdkException e) {
    if (e instanceof AwsServiceException service) {
      return kind(code(service), service.statusCode()) == FailureClass.PLATFORM;
    }
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
        return false;
      }
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }
}
