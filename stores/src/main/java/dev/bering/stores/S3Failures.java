package dev.bering.stores;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What S3 answers, in words of ours: a service's own message may hold key ids, host names and
 * request texts that are not for logs; its error code is enough to look it up.
 */
final class S3Failures {

  private static final Set<String> REFUSED_CREDENTIALS =
      Set.of(
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "ExpiredToken",
          "InvalidToken",
          "TokenRefreshRequired",
          "InvalidSecurity",
          "NotSignedUp",
          "RequestTimeTooSkewed");
  private static final Set<String> WRONG_REGION =
      Set.of(
          "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException",
          "TemporaryRedirect");
  private static final Set<String> THROTTLING =
      Set.of(
          "SlowDown",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "RequestThrottled",
          "TooManyRequests",
          "BandwidthLimitExceeded");
  private static final Set<String> PASSING =
      Set.of(
          "ConditionalRequestConflict",
          "InternalError",
          "OperationAborted",
          "RequestTimeout",
          "ServiceUnavailable",
          "BadDigest",
          "XAmzContentSHA256Mismatch");

  private S3Failures() {}

  /**
   * The failure of one request.
   *
   * @param subject what the request was about, as in {@code s3://bucket/key}
   * @throws UserException STORE_NO_CREDENTIALS, STORE_CREDENTIALS_REFUSED, STORE_NO_BUCKET,
   *     STORE_WRONG_REGION: what concerns the whole store and only people can mend
   */
  static IOException of(String subject, SdkException e) {
    return e instanceof S3Exception answer ? answered(subject, answer) : unanswered(subject, e);
  }

  private static IOException answered(String subject, S3Exception e) {
    int status = e.statusCode();
    String code = code(e);
    String answer = code.isEmpty() ? "status " + status : code;
    if (code.equals("NoSuchBucket")) {
      throw UserException.source(
          new Problem(
              "STORE_NO_BUCKET",
              "Cannot open %s: there is no such bucket.".formatted(subject),
              "check the bucket's name, the endpoint and the account"),
          e);
    }
    if (REFUSED_CREDENTIALS.contains(code)) {
      throw UserException.source(
          new Problem(
              "STORE_CREDENTIALS_REFUSED",
              "Cannot open %s: the service refuses the credentials (%s).".formatted(subject, code),
              "check AWS_PROFILE or AWS_ACCESS_KEY_ID, whether they are for this endpoint and"
                  + " whether they have expired"),
          e);
    }
    if (status == 301 || status == 307 || WRONG_REGION.contains(code)) {
      throw UserException.source(
          new Problem(
              "STORE_WRONG_REGION",
              "Cannot open %s: the bucket is in %s."
                  .formatted(subject, region(e).map("region "::concat).orElse("another region")),
              "set AWS_REGION to the bucket's region"),
          e);
    }
    if (status == 404) {
      return withCause(new NoSuchFileException(subject), e);
    }
    if (status == 403) {
      return withCause(new AccessDeniedException(subject), e);
    }
    if (status == 412) {
      return new PreconditionException(
          "%s is not as the request wants it (%s)".formatted(subject, answer), e);
    }
    if (status == 429 || status == 503 || THROTTLING.contains(code)) {
      return new PassingException(
          Transience.THROTTLED,
          "the service asks for fewer requests (%s) for %s".formatted(answer, subject),
          e);
    }
    if (status >= 500 || PASSING.contains(code)) {
      return new PassingException(
          Transience.PASSING, "the service failed (%s) for %s".formatted(answer, subject), e);
    }
    return new IOException(
        "the service refuses the request (%s) for %s".formatted(answer, subject), e);
  }

  private static String code(S3Exception e) {
    @Nullable String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  private static Optional<String> region(S3Exception e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().sdkHttpResponse() == null
        ? Optional.empty()
        : e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region");
  }

  private static IOException unanswered(String subject, SdkException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    if (message.startsWith("Unable to load credentials")) {
      throw UserException.source(
          new Problem(
              "STORE_NO_CREDENTIALS",
              "Cannot open %s: no credentials for S3 were found.".formatted(subject),
              "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where the"
                  + " machine has a role"),
          e);
    }
    if (e instanceof AbortedException) {
      return withCause(new InterruptedIOException("interrupted at " + subject), e);
    }
    for (@Nullable Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof IOException io) {
        return new PassingException(
            Transience.PASSING, "no answer for %s: %s".formatted(subject, Failures.fact(io)), e);
      }
    }
    if (e.retryable()) {
      return new PassingException(
          Transience.PASSING, "no usable answer for %s".formatted(subject), e);
    }
    return new IOException(
        "no usable answer for %s (%s)".formatted(subject, e.getClass().getSimpleName()), e);
  }

  private static IOException withCause(IOException e, Throwable cause) {
    e.initCause(cause);
    return e;
  }
}
