package dev.bering.stores;

import dev.bering.model.Location;
import dev.bering.stores.FaultyProxy.Fault;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.s3.S3Client;

/** A store in a bucket of its own, behind a proxy that does to requests what a test says. */
abstract class BehindFaultyProxy {

  static final int ATTEMPTS = 4;
  static final int PART = S3StoreTest.SMALL.partBytes();

  final S3Server server = S3Server.shared();
  final Retries retries = new Retries(new Backoff(ATTEMPTS, Duration.ZERO, Duration.ofMillis(2)));
  final AtomicInteger faults = new AtomicInteger();
  Location root = Location.of("s3://none");
  Fault fault = line -> Optional.empty();
  FaultyProxy proxy;

  @BeforeEach
  void startProxy() throws IOException {
    root = Location.of(server.bucket("failures") + "/t");
    proxy =
        new FaultyProxy(
            server.endpoint(),
            new Fault() {
              @Override
              public Optional<String> before(String line) {
                return fault.before(line);
              }

              @Override
              public byte[] after(String line, byte[] answer) {
                return fault.after(line, answer);
              }
            });
  }

  @AfterEach
  void stopProxy() throws IOException {
    proxy.close();
  }

  /** The store behind the proxy, as {@link Stores} wraps it. */
  Store store() {
    return store(proxy.endpoint(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY, root);
  }

  Store store(URI endpoint, String accessKey, String secretKey, Location root) {
    S3Client client = S3Server.client(endpoint, accessKey, secretKey);
    return new RetryingStore(
        new S3Store(new S3Service(client), root, S3StoreTest.SMALL, retries), retries);
  }

  /** The store without the proxy. */
  Store direct() {
    return store(server.endpoint(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY, root);
  }

  Fault answering(int times, Predicate<String> which, String answer) {
    return line ->
        which.test(line) && faults.getAndIncrement() < times
            ? Optional.of(answer)
            : Optional.empty();
  }

  /** The service does what it was asked, but nobody hears of it. */
  Fault losingReplies(int times, Predicate<String> which) {
    return changing(
        (line, answer) ->
            which.test(line) && faults.getAndIncrement() < times ? new byte[0] : answer);
  }

  interface Change {
    byte[] apply(String line, byte[] answer);
  }

  static Fault changing(Change change) {
    return new Fault() {
      @Override
      public Optional<String> before(String line) {
        return Optional.empty();
      }

      @Override
      public byte[] after(String line, byte[] answer) {
        return change.apply(line, answer);
      }
    };
  }

  static Predicate<String> method(String method) {
    return line -> line.startsWith(method + " ");
  }
}
