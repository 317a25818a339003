package dev.bering.monitoring;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Tells what services of AWS refuse in the words of this house. */
final class AwsErrors {

  private AwsErrors() {}

  /**
   * Asks a service.
   *
   * @param what is asked for, as in "Cannot ..."
   * @throws UserException MONITORING_AWS if there is no answer, or one that refuses
   */
  static <T> T asked(String what, Supplier<T> asking) {
    try {
      return asking.get();
    } catch (AwsServiceException e) {
      Optional<AwsErrorDetails> told = Optional.ofNullable(e.awsErrorDetails());
      String code = told.map(details -> word(details.errorCode())).orElse("");
      // Something on the way answers in words of its own.
      String fact =
          code.isEmpty()
              ? "the answer has status %d, and is none of AWS".formatted(e.statusCode())
              : "%s: %s"
                  .formatted(code, told.map(details -> word(details.errorMessage())).orElse(""));
      throw failed(what, fact.strip().replaceAll("\\.$", ""), hint(code, e.statusCode()));
    } catch (SdkException e) {
      String said = String.valueOf(e.getMessage()).strip();
      if (said.startsWith("Unable to load credentials")) {
        throw UserException.source(
            new Problem(
                "MONITORING_AWS",
                "Cannot %s: no credentials for AWS were found.".formatted(what),
                "log in with 'aws sso login', set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY"),
            e);
      }
      // Its first sentence; names of hosts have dots as well.
      throw failed(
          what,
          said.replaceAll("(?s)(\\.\\s|\\R).*", "").replaceAll("\\.$", ""),
          "check the credentials, the region and the network; then run the same again");
    }
  }

  private static String word(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String hint(String code, int status) {
    if (code.contains("LimitExceeded")) {
      return "ask for a larger quota, or watch less; then run the same again";
    }
    if (code.startsWith("ExpiredToken")
        || code.equals("InvalidClientTokenId")
        || code.startsWith("UnrecognizedClient")) {
      return "log in again; then run the same again";
    }
    return code.contains("AccessDenied") || status == 401 || status == 403
        ? "let the credentials do this; then run the same again"
        : "run the same again: what is there is left as it is";
  }

  static UserException failed(String what, String fact, String hint) {
    return UserException.temporary(
        new Problem("MONITORING_AWS", "Cannot %s: %s.".formatted(what, fact), hint));
  }
}
