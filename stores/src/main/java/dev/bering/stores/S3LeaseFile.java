package dev.bering.stores;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A lease in an object; its tag is the ETag, and both ages and times are the service's. */
final class S3LeaseFile implements LeaseFile {

  private final S3Service service;
  private final S3Object object;

  S3LeaseFile(S3Service service, S3Object object) {
    this.service = service;
    this.object = object;
  }

  @Override
  public Optional<String> create(String text) throws IOException {
    return put(text, null, "*");
  }

  @Override
  public Optional<String> replace(Seen seen, String text) throws IOException {
    return put(text, seen.tag(), null);
  }

  private Optional<String> put(String text, @Nullable String ifMatch, @Nullable String ifNoneMatch)
      throws IOException {
    try {
      return Optional.of(
          service
              .call(
                  object.toString(),
                  () ->
                      service
                          .client()
                          .putObject(
                              put ->
                                  put.bucket(object.bucket())
                                      .key(object.key())
                                      .ifMatch(ifMatch)
                                      .ifNoneMatch(ifNoneMatch),
                              RequestBody.fromString(text)))
              .eTag());
    } catch (PreconditionException | NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Seen> read() throws IOException {
    try {
      ResponseBytes<GetObjectResponse> found =
          service.call(
              object.toString(),
              () ->
                  service
                      .client()
                      .getObjectAsBytes(get -> get.bucket(object.bucket()).key(object.key())));
      GetObjectResponse answer = found.response();
      Instant now =
          answer
              .sdkHttpResponse()
              .firstMatchingHeader("Date")
              .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
              .map(ZonedDateTime::toInstant)
              .orElseGet(Instant::now);
      return Optional.of(
          new Seen(
              found.asString(StandardCharsets.UTF_8),
              answer.eTag(),
              Duration.between(answer.lastModified(), now)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Deletion knows no condition everywhere, so it looks first. */
  @Override
  public void remove(String tag) throws IOException {
    if (read().map(Seen::tag).equals(Optional.of(tag))) {
      object.delete(service);
    }
  }
}
