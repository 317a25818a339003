package dev.bering.stores;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Makes one object of a stream: in one request if it is small, else in parts, which the service
 * puts together at the end. Either way the object appears whole or not at all.
 *
 * <p>Each request carries checksums, which a service that knows them compares before it stores, and
 * each answer is compared with ours. Where the answers show no checksum, the object is read back
 * after it appeared; should it then not be what was sent, it is removed again.
 */
final class S3Upload {

  private static final String TYPE = "application/octet-stream";
  private static final String ANY = "*";

  private final S3Service service;
  private final S3Object object;
  private final S3Sizes sizes;
  private final Retries retries;
  private final @Nullable String ifNoneMatch;

  private S3Upload(
      S3Service service,
      S3Object object,
      S3Sizes sizes,
      Retries retries,
      @Nullable String ifNoneMatch) {
    this.service = service;
    this.object = object;
    this.sizes = sizes;
    this.retries = retries;
    this.ifNoneMatch = ifNoneMatch;
  }

  /** An upload that replaces what is there. */
  static S3Upload replacing(S3Service service, S3Object object, S3Sizes sizes, Retries retries) {
    return new S3Upload(service, object, sizes, retries, null);
  }

  /** An upload that ends in a {@link PreconditionException} if something is there. */
  static S3Upload ifAbsent(S3Service service, S3Object object, S3Sizes sizes, Retries retries) {
    return new S3Upload(service, object, sizes, retries, ANY);
  }

  ContentHash run(InputStream content) throws IOException {
    byte[] first = content.readNBytes(sizes.partBytes(1));
    return first.length < sizes.partBytes(1) ? whole(first) : inParts(first, content);
  }

  private ContentHash whole(byte[] bytes) throws IOException {
    S3Checksums checksums = S3Checksums.of(bytes);
    PutObjectRequest.Builder put =
        PutObjectRequest.builder()
            .bucket(object.bucket())
            .key(object.key())
            .contentMD5(checksums.md5Header())
            .checksumCRC32C(checksums.crc32cHeader())
            .ifNoneMatch(ifNoneMatch);
    PutObjectResponse answer =
        service.call(object.toString(), () -> client().putObject(put.build(), body(bytes)));
    ContentHash hash = ContentHash.of(new ByteArrayInputStream(bytes));
    if (!checksums.confirmedBy(answer.checksumCRC32C(), answer.eTag())) {
      readBack(hash, answer.eTag());
    }
    return hash;
  }

  private static RequestBody body(byte[] bytes) {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(bytes), bytes.length, TYPE);
  }

  private ContentHash inParts(byte[] first, InputStream content) throws IOException {
    if (ifNoneMatch != null && object.exists(service)) {
      throw new PreconditionException(object + " is there", null);
    }
    String upload =
        service
            .call(
                object.toString(),
                () ->
                    client()
                        .createMultipartUpload(
                            create ->
                                create
                                    .bucket(object.bucket())
                                    .key(object.key())
                                    .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)))
            .uploadId();
    try {
      return parts(upload, first, content);
    } catch (IOException | RuntimeException e) {
      object.abort(service, upload, e);
      throw e;
    }
  }

  private ContentHash parts(String upload, byte[] first, InputStream content) throws IOException {
    ContentHash.Sum sum = new ContentHash.Sum();
    List<CompletedPart> completed = new ArrayList<>();
    S3Checksums.OfParts checksums = new S3Checksums.OfParts();
    boolean confirmed = true;
    byte[] bytes = first;
    for (int number = 1; bytes.length > 0; number++) {
      S3Checksums checksum = S3Checksums.of(bytes);
      UploadPartResponse answer = part(upload, number, bytes, checksum);
      confirmed &= checksum.confirmedBy(answer.checksumCRC32C(), answer.eTag());
      completed.add(
          CompletedPart.builder()
              .partNumber(number)
              .eTag(answer.eTag())
              .checksumCRC32C(answer.checksumCRC32C())
              .build());
      checksums.add(checksum);
      sum.add(bytes, bytes.length);
      if (sizes.isLast(number) && content.read() >= 0) {
        throw new IOException(
            "%s would need more than %d parts, which S3 does not allow".formatted(object, number));
      }
      bytes = sizes.isLast(number) ? new byte[0] : content.readNBytes(sizes.partBytes(number + 1));
    }
    CompleteMultipartUploadResponse answer =
        service.call(
            object.toString(),
            () ->
                client()
                    .completeMultipartUpload(
                        complete ->
                            complete
                                .bucket(object.bucket())
                                .key(object.key())
                                .uploadId(upload)
                                .ifNoneMatch(ifNoneMatch)
                                .multipartUpload(made -> made.parts(completed))));
    ContentHash hash = sum.hash();
    if (!confirmed || !checksums.confirmedBy(answer.checksumCRC32C(), answer.eTag())) {
      readBack(hash, answer.eTag());
    }
    return hash;
  }

  /** The one request that is tried again by itself: all earlier parts would have to be sent too. */
  private UploadPartResponse part(String upload, int number, byte[] bytes, S3Checksums checksums)
      throws IOException {
    UploadPartRequest part =
        UploadPartRequest.builder()
            .bucket(object.bucket())
            .key(object.key())
            .uploadId(upload)
            .partNumber(number)
            .contentMD5(checksums.md5Header())
            .checksumCRC32C(checksums.crc32cHeader())
            .build();
    return retries.call(
        () -> service.call(object.toString(), () -> client().uploadPart(part, body(bytes))));
  }

  /** What another writer has replaced meanwhile can and need not be read any more. */
  private void readBack(ContentHash written, @Nullable String etag) throws IOException {
    try (S3Input in = retries.call(() -> object.open(service, etag))) {
      ContentHash stored = ContentHash.of(new RetryingInput(in, retries));
      if (!stored.equals(written)) {
        remove(in.etag());
        throw new IOException("wrote %s but read back %s: %s".formatted(written, stored, object));
      }
    } catch (PreconditionException | ChangedException e) {
      return;
    }
  }

  private void remove(String etag) throws IOException {
    if (object.head(service).eTag().equals(etag)) {
      object.delete(service);
    }
  }

  private S3Client client() {
    return service.client();
  }
}
