package dev.bering.stores;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * A prefix of an S3 bucket.
 *
 * <p>Objects appear whole or not at all; put-if-absent is the service's own ({@code
 * If-None-Match}), so it holds against every other writer. Objects cannot be given a modification
 * time. An object whose key ends in {@code /} stands for a folder and is no file.
 *
 * <p>A process that is killed while it sends a large object in parts leaves the parts behind:
 * nobody sees them, but they are paid for. A bucket rule that removes incomplete uploads after some
 * days takes care of them, whoever made them.
 *
 * <p>Requests are not retried here, except where much would have to be done again; see {@link
 * RetryingStore}.
 */
final class S3Store implements Store {

  private final S3Service service;
  private final String bucket;

  /** Empty, or ends in a slash. */
  private final String prefix;

  private final S3Sizes sizes;
  private final Retries retries;

  S3Store(S3Service service, Location root, S3Sizes sizes, Retries retries) {
    this.service = service;
    this.bucket = root.authority();
    this.prefix = root.pathInAuthority().isEmpty() ? "" : root.pathInAuthority().substring(1) + "/";
    this.sizes = sizes;
    this.retries = retries;
  }

  /** The store at {@code root}, with the standard settings, retrying. */
  static Store open(Location root, Retries retries) {
    return new RetryingStore(
        new S3Store(S3Service.standard(), root, S3Sizes.STANDARD, retries), retries);
  }

  @Override
  public String name() {
    String key = bucket + "/" + prefix;
    return "s3://" + key.substring(0, key.length() - 1);
  }

  private S3Object object(String path) {
    return new S3Object(bucket, prefix + StorePaths.checked(path, name()));
  }

  @Override
  public Optional<StoredFile> status(String path) throws IOException {
    try {
      HeadObjectResponse head = object(path).head(service);
      return Optional.of(
          new StoredFile(path, head.contentLength(), head.lastModified(), head.eTag()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    pages(folder, "/", files::add, below -> {});
    files.sort(Comparator.comparing(StoredFile::path));
    return files;
  }

  @Override
  public void walk(String folder, Visitor visitor) throws IOException {
    pages(folder, null, visitor, below -> {});
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    List<String> folders = new ArrayList<>();
    pages(
        folder, "/", file -> {}, below -> folders.add(below.substring(below.lastIndexOf('/') + 1)));
    folders.sort(Comparator.naturalOrder());
    return folders;
  }

  private void pages(
      String folder, @Nullable String delimiter, Visitor visitor, Consumer<String> folders)
      throws IOException {
    String below = folder.isEmpty() ? prefix : object(folder).key() + "/";
    ListObjectsV2Request.Builder list =
        ListObjectsV2Request.builder()
            .bucket(bucket)
            .prefix(below)
            .delimiter(delimiter)
            .encodingType(EncodingType.URL);
    ListObjectsV2Response page;
    do {
      ListObjectsV2Request request = list.build();
      page =
          retries.call(
              () ->
                  service.call(
                      "s3://" + bucket + "/" + below,
                      () -> service.client().listObjectsV2(request)));
      for (var found : page.contents()) {
        if (!found.key().endsWith("/")) {
          visitor.file(
              new StoredFile(
                  nameable(found.key().substring(prefix.length())),
                  found.size(),
                  found.lastModified(),
                  found.eTag()));
        }
      }
      for (CommonPrefix common : page.commonPrefixes()) {
        folders.accept(
            nameable(common.prefix().substring(prefix.length(), common.prefix().length() - 1)));
      }
      list.continuationToken(page.nextContinuationToken());
    } while (page.isTruncated());
  }

  private String nameable(String path) {
    Optional<String> odd = StorePaths.oddPart(path);
    if (odd.isPresent()) {
      throw UserException.source(
          new Problem(
              "STORE_NAME_UNUSABLE",
              "Cannot list %s: the key '%s' has a part '%s', which other stores cannot hold."
                  .formatted(name(), prefix + path, odd.get()),
              "rename or remove the object"));
    }
    return path;
  }

  @Override
  public StoreInput open(String path) throws IOException {
    return object(path).open(service);
  }

  @Override
  public boolean keepsTimes() {
    return false;
  }

  @Override
  public void delete(String path) throws IOException {
    object(path).delete(service);
  }

  @Override
  public ContentHash write(String path, Content content) throws IOException {
    S3Upload upload = S3Upload.replacing(service, object(path), sizes, retries);
    try (InputStream in = content.open()) {
      return upload.run(in);
    }
  }

  @Override
  public boolean writeIfAbsent(String path, Content content, Instant modified) throws IOException {
    S3Upload upload = S3Upload.ifAbsent(service, object(path), sizes, retries);
    try (InputStream in = content.open()) {
      upload.run(in);
      return true;
    } catch (PreconditionException e) {
      return false;
    }
  }

  @Override
  public Optional<Copied> copyInside(Store source, String sourcePath, long sizeBytes, String path)
      throws IOException {
    if (!(source.bare() instanceof S3Store from) || from.service != service) {
      return Optional.empty();
    }
    return Optional.of(
        new S3Copy(service, from.object(sourcePath), object(path), sizes, retries).run(sizeBytes));
  }

  /**
   * Claims the root, and makes sure that the service keeps to conditions at all: some that speak S3
   * ignore them, and there a second writer would overwrite the first one's commit unseen.
   *
   * @throws UserException STORE_LOCKED, STORE_NOT_ATOMIC
   */
  @Override
  public Lock lock() throws IOException {
    S3LeaseFile file = new S3LeaseFile(service, object(Lease.PATH));
    Lease lease = Lease.claim(file, name(), retries);
    try {
      requireConditions(file);
      return lease;
    } catch (IOException | RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  private void requireConditions(S3LeaseFile held) throws IOException {
    if (retries.call(() -> held.create("probe")).isPresent()) {
      delete(Lease.PATH);
      throw UserException.usage(
          new Problem(
              "STORE_NOT_ATOMIC",
              "Cannot write to %s: the service ignores 'If-None-Match', so that of two writers both"
                      .formatted(name())
                  + " would succeed.",
              "use a newer version of the service, or another store"));
    }
  }
}
