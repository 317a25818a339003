package dev.bering.stores;

import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object, read in ranges. The first range after a jump is short, each that follows on without a
 * jump twice as long, so that readers of a few columns fetch little and readers of everything ask
 * seldom. Every range is asked of the version that was there when the input was opened.
 */
final class S3Input extends StoreInput {

  private static final int FIRST_RANGE_BYTES = 1 << 20;
  private static final int LONGEST_RANGE_BYTES = 1 << 26;

  private final S3Service service;
  private final S3Object object;
  private final String etag;
  private final long sizeBytes;

  private long position;
  private @Nullable ResponseInputStream<GetObjectResponse> range;
  private long rangeEnd;
  private int rangeBytes = FIRST_RANGE_BYTES;

  S3Input(S3Service service, S3Object object, String etag, long sizeBytes) {
    this.service = service;
    this.object = object;
    this.etag = etag;
    this.sizeBytes = sizeBytes;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position >= sizeBytes) {
      return -1;
    }
    try {
      ResponseInputStream<GetObjectResponse> from = range == null ? nextRange() : range;
      int read = read(from, buffer, offset, (int) Math.min(length, rangeEnd - position));
      position += read;
      if (position == rangeEnd) {
        from.close();
        range = null;
      }
      return read;
    } catch (IOException e) {
      drop();
      throw e;
    }
  }

  private ResponseInputStream<GetObjectResponse> nextRange() throws IOException {
    long end = Math.min(sizeBytes, position + rangeBytes);
    String bytes = "bytes=%d-%d".formatted(position, end - 1);
    try {
      ResponseInputStream<GetObjectResponse> opened =
          service.call(
              object.toString(),
              () ->
                  service
                      .client()
                      .getObject(
                          get ->
                              get.bucket(object.bucket())
                                  .key(object.key())
                                  .range(bytes)
                                  .ifMatch(etag)));
      range = opened;
      requireRange(opened.response(), end - position);
      rangeEnd = end;
      rangeBytes = Math.min(LONGEST_RANGE_BYTES, 2 * rangeBytes);
      return opened;
    } catch (PreconditionException e) {
      throw ChangedException.replaced(object.toString()).causedBy(e);
    }
  }

  /** A service that ignores ranges answers with the whole object, whose bytes are not these. */
  private void requireRange(GetObjectResponse answer, long length) throws IOException {
    if (answer.contentLength() != length) {
      throw new IOException(
          "the service answered with %d bytes instead of %d from %d on for %s"
              .formatted(answer.contentLength(), length, position, object));
    }
  }

  /** Reads at least one byte: a connection that breaks in the middle of an answer may do better. */
  private int read(
      ResponseInputStream<GetObjectResponse> from, byte[] buffer, int offset, int length)
      throws IOException {
    try {
      int read = from.read(buffer, offset, length);
      if (read < 0) {
        throw new EOFException("the answer ends %d bytes early".formatted(rangeEnd - position));
      }
      return read;
    } catch (SdkException e) {
      throw S3Failures.of(object.toString(), e);
    } catch (IOException e) {
      throw new PassingException(
          Transience.PASSING,
          "the answer broke off for %s: %s".formatted(object, Failures.fact(e)),
          e);
    }
  }

  /** Ends an answer that is not read to its end, with the connection it comes on. */
  private void drop() {
    if (range != null) {
      range.abort();
      range = null;
    }
  }

  /** Which version this reads. */
  String etag() {
    return etag;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void seek(long position) {
    if (position != this.position) {
      drop();
      this.position = position;
      rangeBytes = FIRST_RANGE_BYTES;
    }
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Nothing to do: whatever was read is of the version that was opened. */
  @Override
  public void requireUnchanged() {}

  @Override
  public void close() {
    drop();
  }
}
