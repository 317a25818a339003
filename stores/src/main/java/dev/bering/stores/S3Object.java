package dev.bering.stores;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The name of an object; it may exist or not. */
record S3Object(String bucket, String key) {

  /**
   * What the service knows of it.
   *
   * @throws java.nio.file.NoSuchFileException if it does not exist
   */
  HeadObjectResponse head(S3Service service) throws IOException {
    return head(service, null);
  }

  private HeadObjectResponse head(S3Service service, @Nullable String etag) throws IOException {
    return service.call(
        toString(),
        () -> service.client().headObject(head -> head.bucket(bucket).key(key).ifMatch(etag)));
  }

  boolean exists(S3Service service) throws IOException {
    try {
      head(service);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Opens the version of it that is there now.
   *
   * @throws java.nio.file.NoSuchFileException if it does not exist
   */
  S3Input open(S3Service service) throws IOException {
    return open(service, null);
  }

  /**
   * Opens one version of it.
   *
   * @param etag of that version; null for the one that is there now
   * @throws PreconditionException if that version is not there any more
   */
  S3Input open(S3Service service, @Nullable String etag) throws IOException {
    HeadObjectResponse head = head(service, etag);
    return new S3Input(service, this, head.eTag(), head.contentLength());
  }

  void delete(S3Service service) throws IOException {
    service.call(
        toString(), () -> service.client().deleteObject(delete -> delete.bucket(bucket).key(key)));
  }

  /**
   * Gives up an upload in parts. If that fails too, its parts stay, unseen but paid for, until the
   * bucket's rule for incomplete uploads removes them.
   */
  void abort(S3Service service, String upload, Throwable why) {
    try {
      service
          .client()
          .abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      why.addSuppressed(e);
    }
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
