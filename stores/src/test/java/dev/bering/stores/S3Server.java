package dev.bering.stores;

import dev.bering.model.Location;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A real S3 service for tests, in memory; every bucket is new and empty. */
public final class S3Server implements AutoCloseable {

  /** The credentials it takes. */
  public static final String ACCESS_KEY = "AKIATESTOFBERING";

  /** The credentials it takes. */
  public static final String SECRET_KEY = "wJalr/secret+of+tests/EXAMPLE";

  public static final String REGION = "us-east-1";

  private final ServerProcess process;
  private final Queue<S3Client> clients = new ConcurrentLinkedQueue<>();
  private final S3Client admin;
  private final AtomicInteger buckets = new AtomicInteger();

  private S3Server(ServerProcess process) {
    this.process = process;
    this.admin =
        settings(endpoint(), ACCESS_KEY, SECRET_KEY)
            .overrideConfiguration(retry -> retry.retryStrategy(RetryMode.STANDARD))
            .build();
  }

  /** Starts a server of one's own; takes about two seconds. */
  public static S3Server start() throws IOException {
    return new S3Server(
        ServerProcess.start(
            "s3",
            "dev.bering.testserver.s3.S3Service",
            Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", SECRET_KEY)));
  }

  /** The one server that all tests of a process may share; it ends with the process. */
  public static S3Server shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final S3Server SERVER = startUnchecked();

    private static S3Server startUnchecked() {
      try {
        return start();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Where it is, without a bucket. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + process.port());
  }

  /** Makes a new bucket, whose name begins with {@code name}. */
  public Location bucket(String name) {
    String bucket = "%s-%d".formatted(name, buckets.incrementAndGet());
    admin.createBucket(create -> create.bucket(bucket));
    return Location.of("s3://" + bucket);
  }

  /**
   * A client as Bering's, which tries nothing again; a new one each time, as the connections of one
   * that has rested while other tests ran may have been closed by the server.
   */
  S3Client client() {
    S3Client client = client(endpoint(), ACCESS_KEY, SECRET_KEY);
    clients.add(client);
    return client;
  }

  /** A client for what a test does behind Bering's back; it retries by itself. */
  S3Client admin() {
    return admin;
  }

  /** A client as Bering's, for some endpoint and credentials. */
  static S3Client client(URI endpoint, String accessKey, String secretKey) {
    return settings(endpoint, accessKey, secretKey).build();
  }

  private static S3ClientBuilder settings(URI endpoint, String accessKey, String secretKey) {
    return S3Service.builder()
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
  }

  /**
   * Makes this the service that {@link Stores#open} finds, by the standard system properties, until
   * the result is closed.
   */
  public Standard asStandard() {
    return new Standard(
        Map.of(
            "aws.endpointUrlS3", endpoint().toString(),
            "aws.accessKeyId", ACCESS_KEY,
            "aws.secretAccessKey", SECRET_KEY,
            "aws.region", REGION));
  }

  /** System properties that were set; closing it sets them back. */
  public static final class Standard implements AutoCloseable {
    private final Map<String, @Nullable String> before = new LinkedHashMap<>();

    private Standard(Map<String, String> properties) {
      properties.forEach((key, value) -> before.put(key, System.setProperty(key, value)));
    }

    @Override
    public void close() {
      before.forEach(
          (key, value) -> {
            if (value == null) {
              System.clearProperty(key);
            } else {
              System.setProperty(key, value);
            }
          });
    }
  }

  @Override
  public void close() {
    clients.forEach(S3Client::close);
    admin.close();
    process.close();
  }
}
