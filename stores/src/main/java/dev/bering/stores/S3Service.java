package dev.bering.stores;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * One S3 service as seen with one set of credentials. Between two stores of the same service the
 * service copies by itself.
 *
 * <p>Endpoint, region, profile and credentials come from where every AWS tool takes them:
 * environment ({@code AWS_ENDPOINT_URL_S3}, {@code AWS_REGION}, {@code AWS_PROFILE}, ...), system
 * properties ({@code aws.endpointUrlS3}, {@code aws.region}, {@code aws.profile}, ...), profile
 * files, container and machine. Buckets of Amazon are found in whatever region they are.
 *
 * <p>The one thing without a standard switch: whether the bucket's name is part of the path or of
 * the host. With an endpoint of one's own it is part of the path, as such servers want it, else of
 * the host. The system property {@value #PATH_STYLE_PROPERTY} or the environment variable {@value
 * #PATH_STYLE_VARIABLE}, {@code true} or {@code false}, decides otherwise.
 *
 * <p>The client of the SDK is told not to retry: {@link Retries} does, so that what happened can be
 * counted.
 */
final class S3Service {

  static final String PATH_STYLE_PROPERTY = "bering.s3.pathStyle";
  static final String PATH_STYLE_VARIABLE = "BERING_S3_PATH_STYLE";

  /** Well below what services allow, so that we close idle connections and not they. */
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(5);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

  /** More than any one run has threads: several stores share the client. */
  private static final int MAX_CONNECTIONS = 256;

  /** What a test or a tool around this may change while the process runs. */
  private record Settings(
      @Nullable String endpoint,
      @Nullable String region,
      @Nullable String profile,
      @Nullable String pathStyle) {
    static Settings now() {
      String endpoint =
          System.getProperty("aws.endpointUrlS3", System.getProperty("aws.endpointUrl"));
      return new Settings(
          endpoint,
          System.getProperty("aws.region"),
          System.getProperty("aws.profile"),
          System.getProperty(PATH_STYLE_PROPERTY, System.getenv(PATH_STYLE_VARIABLE)));
    }
  }

  private static final Map<Settings, S3Service> STANDARD = new ConcurrentHashMap<>();

  private final S3Client client;

  S3Service(S3Client client) {
    this.client = client;
  }

  /** The service of the standard settings; one for all stores of this process. */
  static S3Service standard() {
    return STANDARD.computeIfAbsent(Settings.now(), S3Service::open);
  }

  private static S3Service open(Settings settings) {
    Region region = regionOrFirst();
    S3Client client = builder().region(region).build();
    Optional<URI> endpoint = client.serviceClientConfiguration().endpointOverride();
    boolean pathStyle =
        settings.pathStyle() == null ? endpoint.isPresent() : settings.pathStyle().equals("true");
    client.close();
    return new S3Service(
        builder()
            .region(region)
            .forcePathStyle(pathStyle)
            .crossRegionAccessEnabled(endpoint.isEmpty())
            .build());
  }

  /** A client that leaves retrying to us; everything else as the environment says. */
  static S3ClientBuilder builder() {
    return S3Client.builder()
        .httpClientBuilder(
            ApacheHttpClient.builder()
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeout(CONNECT_TIMEOUT)
                .connectionMaxIdleTime(LONGEST_IDLE)
                .socketTimeout(READ_TIMEOUT))
        // Ours is in S3Upload; the SDK's breaks on services whose ETags are no hexadecimal digits.
        .serviceConfiguration(settings -> settings.checksumValidationEnabled(false))
        .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()));
  }

  /** Without a region anywhere any will do: Amazon names the right one, others do not care. */
  private static Region regionOrFirst() {
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      return Region.US_EAST_1;
    }
  }

  S3Client client() {
    return client;
  }

  /**
   * Makes one request.
   *
   * @param subject what it is about, for sentences
   */
  <T> T call(String subject, Supplier<T> request) throws IOException {
    try {
      return request.get();
    } catch (SdkException e) {
      throw S3Failures.of(subject, e);
    }
  }
}
