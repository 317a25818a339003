package dev.bering.platforms;

import dev.bering.jobs.Job;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/**
 * How services of AWS are reached.
 *
 * @param credentials who asks
 * @param pace the least time between two questions about one run
 * @param pause between two looks for a run whose start was not confirmed; each is twice as long as
 *     the one before
 */
record AwsAccess(Supplier<AwsCredentialsProvider> credentials, Duration pace, Duration pause) {

  /**
   * As the SDK finds credentials by itself. Half a minute, as accounts are allowed only a few calls
   * a second for all their clusters.
   */
  static final AwsAccess STANDARD =
      new AwsAccess(
          DefaultCredentialsProvider::create, Duration.ofSeconds(30), Duration.ofSeconds(2));

  /**
   * A client that sends a request once: a request that the SDK repeats by itself could start
   * something twice.
   *
   * @throws UserException AWS_REGION if nothing says which region
   */
  <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder, Job job) {
    builder
        .region(region(job))
        .credentialsProvider(credentials.get())
        .httpClient(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(10))
                .socketTimeout(Duration.ofSeconds(30))
                .build())
        .overrideConfiguration(
            settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    job.blockText("endpoint").map(URI::create).ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static Region region(Job job) {
    return job.blockText("region")
        .map(Region::of)
        .orElseGet(
            () -> {
              try {
                return new DefaultAwsRegionProviderChain().getRegion();
              } catch (SdkClientException e) {
                throw UserException.usage(
                    new Problem(
                        "AWS_REGION",
                        "Cannot run job '%s' on %s: nothing says in which region."
                            .formatted(job.name(), job.platform()),
                        "write 'region: ...' under platforms.%s, or set AWS_REGION"
                            .formatted(job.platform())),
                    e);
              }
            });
  }
}
