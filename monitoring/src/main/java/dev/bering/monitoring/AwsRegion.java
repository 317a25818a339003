package dev.bering.monitoring;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * How the services of one region of AWS are reached. Everything that is asked of them here may be
 * asked again, so the SDK repeats what is throttled, each time after a longer pause.
 *
 * @param name such as us-east-1
 * @param endpoint in place of the region's own; empty for that
 * @param credentials who asks
 * @param pause before the first repetition
 */
public record AwsRegion(
    String name,
    Optional<URI> endpoint,
    Supplier<AwsCredentialsProvider> credentials,
    Duration pause) {

  private static final int ATTEMPTS = 10;
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /**
   * A region, asked with the credentials that the SDK finds by itself.
   *
   * @throws UserException AWS_REGION if the name can be none of a region, or the endpoint has no
   *     scheme of HTTP or no host
   */
  public static AwsRegion of(String name, Optional<URI> endpoint) {
    List<Problem> problems = new ArrayList<>();
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      problems.add(
          new Problem(
              "AWS_REGION",
              "Cannot reach AWS: '%s' is no name of a region.".formatted(name),
              "give a region such as us-east-1"));
    }
    endpoint
        .filter(
            uri -> uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("(?i)https?"))
        .ifPresent(
            uri ->
                problems.add(
                    new Problem(
                        "AWS_REGION",
                        "Cannot reach AWS: the endpoint '%s' is no http:// or https:// with a host."
                            .formatted(uri),
                        "give --endpoint such as https://monitoring.us-east-1.amazonaws.com, or"
                            + " leave it out")));
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new AwsRegion(
        name, endpoint, DefaultCredentialsProvider::create, Duration.ofMillis(500));
  }

  /** A client of a service of this region. */
  <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
    BackoffStrategy backoff = BackoffStrategy.exponentialDelay(pause, LONGEST);
    builder
        .region(Region.of(name))
        .credentialsProvider(credentials.get())
        .httpClient(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(10))
                .socketTimeout(Duration.ofSeconds(60))
                .build())
        .overrideConfiguration(
            settings ->
                settings.retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .backoffStrategy(backoff)
                        .throttlingBackoffStrategy(backoff)
                        .build()));
    endpoint.ifPresent(builder::endpointOverride);
    return builder.build();
  }
}
