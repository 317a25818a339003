package dev.bering.stores;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Has the service copy an object: in one request up to 5 GiB, in ranges beyond. Every request names
 * the version of the source that was looked at first, so that no mixture of versions can come out.
 * Should the service have kept to neither, what it made is removed again.
 */
final class S3Copy {

  private final S3Service service;
  private final S3Object source;
  private final S3Object target;
  private final S3Sizes sizes;
  private final Retries retries;

  S3Copy(S3Service service, S3Object source, S3Object target, S3Sizes sizes, Retries retries) {
    this.service = service;
    this.source = source;
    this.target = target;
    this.sizes = sizes;
    this.retries = retries;
  }

  /**
   * Copies.
   *
   * @param sizeBytes how many bytes the source had when it was listed
   * @throws ChangedException if it has more or fewer, or was replaced meanwhile
   */
  Copied run(long sizeBytes) throws IOException {
    HeadObjectResponse from = source.head(service);
    if (from.contentLength() != sizeBytes) {
      throw ChangedException.resized(source.toString(), sizeBytes, from.contentLength());
    }
    @Nullable String made;
    try {
      made = from.contentLength() <= sizes.copyBytes() ? whole(from) : inRanges(from);
    } catch (PreconditionException e) {
      throw ChangedException.replaced(source.toString()).causedBy(e);
    }
    HeadObjectResponse to = target.head(service);
    if (!to.contentLength().equals(from.contentLength())) {
      if (to.eTag().equals(made)) {
        target.delete(service);
      }
      throw new IOException(
          "the service copied %d bytes of %s, but %s has %d"
              .formatted(from.contentLength(), source, target, to.contentLength()));
    }
    return new Copied.ByService(
        to.contentLength(),
        to.eTag().equals(from.eTag()) ? Copied.Agreement.CHECKSUM : Copied.Agreement.SIZE);
  }

  /** Answers with the tag of what it made, if the service tells it. */
  private @Nullable String whole(HeadObjectResponse from) throws IOException {
    CopyObjectResult made =
        service
            .call(
                source.toString(),
                () ->
                    client()
                        .copyObject(
                            copy ->
                                copy.sourceBucket(source.bucket())
                                    .sourceKey(source.key())
                                    .copySourceIfMatch(from.eTag())
                                    .destinationBucket(target.bucket())
                                    .destinationKey(target.key())))
            .copyObjectResult();
    return made == null ? null : made.eTag();
  }

  /** Answers with the tag of what it made. */
  private @Nullable String inRanges(HeadObjectResponse from) throws IOException {
    String upload =
        service
            .call(
                target.toString(),
                () ->
                    client()
                        .createMultipartUpload(
                            create -> create.bucket(target.bucket()).key(target.key())))
            .uploadId();
    try {
      List<CompletedPart> parts = new ArrayList<>();
      for (long start = 0; start < from.contentLength(); start += sizes.copyPartBytes()) {
        long end = Math.min(from.contentLength(), start + sizes.copyPartBytes());
        parts.add(range(upload, parts.size() + 1, "bytes=%d-%d".formatted(start, end - 1), from));
      }
      return service
          .call(
              target.toString(),
              () ->
                  client()
                      .completeMultipartUpload(
                          complete ->
                              complete
                                  .bucket(target.bucket())
                                  .key(target.key())
                                  .uploadId(upload)
                                  .multipartUpload(made -> made.parts(parts))))
          .eTag();
    } catch (IOException | RuntimeException e) {
      target.abort(service, upload, e);
      throw e;
    }
  }

  private CompletedPart range(String upload, int number, String range, HeadObjectResponse from)
      throws IOException {
    String etag =
        retries
            .call(
                () ->
                    service.call(
                        source.toString(),
                        () ->
                            client()
                                .uploadPartCopy(
                                    copy ->
                                        copy.sourceBucket(source.bucket())
                                            .sourceKey(source.key())
                                            .copySourceIfMatch(from.eTag())
                                            .copySourceRange(range)
                                            .destinationBucket(target.bucket())
                                            .destinationKey(target.key())
                                            .uploadId(upload)
                                            .partNumber(number))))
            .copyPartResult()
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private S3Client client() {
    return service.client();
  }
}
