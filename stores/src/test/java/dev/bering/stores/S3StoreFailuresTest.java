package dev.bering.stores;

import static dev.bering.stores.StoreContract.NOON;
import static dev.bering.stores.StoreContract.random;
import static dev.bering.stores.StoreContract.read;
import static dev.bering.stores.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.FaultyProxy.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What an S3 store does when the service or the way there fails: a real service, a real proxy. */
class S3StoreFailuresTest {

  private static final int ATTEMPTS = 4;
  private static final int PART = S3StoreTest.SMALL.partBytes();

  private final S3Server server = S3Server.shared();
  private final Retries retries =
      new Retries(new Backoff(ATTEMPTS, Duration.ZERO, Duration.ofMillis(2)));
  private final AtomicInteger faults = new AtomicInteger();
  private Location root = Location.of("s3://none");
  private Fault fault = line -> Optional.empty();
  private FaultyProxy proxy;

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
  private Store store() {
    return store(proxy.endpoint(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY, root);
  }

  private Store store(URI endpoint, String accessKey, String secretKey, Location root) {
    S3Client client = S3Server.client(endpoint, accessKey, secretKey);
    return new RetryingStore(
        new S3Store(new S3Service(client), root, S3StoreTest.SMALL, retries), retries);
  }

  /** The store without the proxy. */
  private Store direct() {
    return store(server.endpoint(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY, root);
  }

  private Fault answering(int times, Predicate<String> which, String answer) {
    return line ->
        which.test(line) && faults.getAndIncrement() < times
            ? Optional.of(answer)
            : Optional.empty();
  }

  /** The service does what it was asked, but nobody hears of it. */
  private Fault losingReplies(int times, Predicate<String> which) {
    return changing(
        (line, answer) ->
            which.test(line) && faults.getAndIncrement() < times ? new byte[0] : answer);
  }

  private interface Change {
    byte[] apply(String line, byte[] answer);
  }

  private static Fault changing(Change change) {
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

  private static Predicate<String> method(String method) {
    return line -> line.startsWith(method + " ");
  }

  @Test
  void writesInTheEndWhenTheServiceAsksForFewerRequests() throws IOException {
    fault = answering(3, method("PUT"), FaultyProxy.error(503, "SlowDown"));
    store().write("x", text("hello"));
    assertThat(read(direct(), "x")).isEqualTo("hello");
    assertThat(proxy.requests("PUT")).isEqualTo(4);
    assertThat(retries.counts()).isEqualTo(new Retries.Counts(3, 3, 0));
  }

  @Test
  void givesUpAfterSoManyAttempts() {
    fault = answering(100, method("PUT"), FaultyProxy.error(503, "SlowDown"));
    assertThatThrownBy(() -> store().write("x", text("hello")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the service asks for fewer requests (SlowDown) for %s/x, 4 times in a row"
                .formatted(root));
    assertThat(proxy.requests("PUT")).isEqualTo(ATTEMPTS);
    assertThat(retries.counts()).isEqualTo(new Retries.Counts(3, 4, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "500, InternalError, 0",
    "503, ServiceUnavailable, 2",
    "429, TooManyRequests, 2",
    "400, RequestTimeout, 0",
    "400, RequestLimitExceeded, 2",
    "409, ConditionalRequestConflict, 0",
  })
  void triesAgainWhatMayPass(int status, String code, int throttled) throws IOException {
    fault = answering(2, method("PUT"), FaultyProxy.error(status, code));
    assertThat(store().writeIfAbsent("x", text("hello"), NOON)).isTrue();
    assertThat(retries.counts()).isEqualTo(new Retries.Counts(2, throttled, 0));
  }

  @Test
  void passesAtOnceWhatWillNotPass() {
    fault = answering(100, method("PUT"), FaultyProxy.error(400, "InvalidArgument"));
    assertThatThrownBy(() -> store().write("x", text("hello")))
        .hasMessage("the service refuses the request (InvalidArgument) for %s/x".formatted(root));
    assertThat(proxy.requests("PUT")).isEqualTo(1);
    assertThat(retries.counts()).isEqualTo(new Retries.Counts(0, 0, 0));
  }

  @Test
  void knowsItsOwnFileWhenTheReplyWasLost() throws IOException {
    fault = losingReplies(1, method("PUT"));
    assertThat(store().writeIfAbsent("log/1", text("mine"), NOON)).isTrue();
    assertThat(read(direct(), "log/1")).isEqualTo("mine");
    assertThat(proxy.requests("PUT")).isEqualTo(2);
  }

  @Test
  void knowsItsOwnLargeFileWhenTheReplyWasLost() throws IOException {
    fault = losingReplies(1, line -> line.startsWith("POST ") && line.contains("uploadId="));
    byte[] bytes = random(PART + 10);
    assertThat(store().writeIfAbsent("log/1", Content.of(bytes), NOON)).isTrue();
    assertThat(direct().hash("log/1")).isEqualTo(ContentHash.of(new ByteArrayInputStream(bytes)));
  }

  @Test
  void knowsAnothersFileWhenTheReplyWasLost() throws IOException {
    direct().write("log/1", text("theirs"));
    fault = losingReplies(1, method("PUT"));
    assertThat(store().writeIfAbsent("log/1", text("mine"), NOON)).isFalse();
    assertThat(read(direct(), "log/1")).isEqualTo("theirs");
  }

  @Test
  void doesNotTakeEqualContentForItsOwnWhenNothingWasLost() throws IOException {
    direct().write("log/1", text("same"));
    assertThat(store().writeIfAbsent("log/1", text("same"), NOON)).isFalse();
  }

  @Test
  void takesTheLockWhoseReplyWasLost() throws IOException {
    fault = losingReplies(1, method("PUT"));
    store().lock().close();
    assertThat(direct().status(Lease.PATH)).isEmpty();
  }

  @Test
  void refusesAServiceThatIgnoresConditions() {
    String ignored =
        "HTTP/1.1 200 OK\r\nETag: \"0\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    fault =
        line ->
            line.startsWith("PUT ") && faults.getAndIncrement() == 1
                ? Optional.of(ignored)
                : Optional.empty();
    assertThatThrownBy(() -> store().lock())
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot write to %s: the service ignores 'If-None-Match', so that of two writers both"
                    .formatted(root)
                + " would succeed.");
    assertThat(server.admin().listObjectsV2(list -> list.bucket(root.authority())).contents())
        .isEmpty();
  }

  @Test
  void refusesAServiceThatIgnoresRanges() throws IOException {
    direct().write("x", text("0123456789"));
    fault =
        line ->
            line.startsWith("GET ")
                ? Optional.of(
                    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n0123456789")
                : Optional.empty();
    try (StoreInput in = store().open("x")) {
      in.seek(7);
      assertThatThrownBy(in::read)
          .hasMessage(
              "the service answered with 10 bytes instead of 3 from 7 on for %s/x".formatted(root));
    }
  }

  @Test
  void sendsOnlyTheFailedPartAgain() throws IOException {
    fault =
        answering(
            2, line -> line.contains("partNumber=2"), FaultyProxy.error(500, "InternalError"));
    byte[] bytes = random(3 * PART + 1);
    store().write("x", Content.of(bytes));
    assertThat(direct().hash("x")).isEqualTo(ContentHash.of(new ByteArrayInputStream(bytes)));
    assertThat(proxy.requests("PUT")).isEqualTo(4 + 2);
    assertThat(retries.counts()).isEqualTo(new Retries.Counts(2, 0, 0));
  }

  @Test
  void leavesNoPartsBehindWhenAPartCannotBeSent() {
    fault =
        answering(
            100, line -> line.contains("partNumber=2"), FaultyProxy.error(500, "InternalError"));
    assertThatThrownBy(() -> store().write("x", Content.of(random(3 * PART))))
        .hasMessage(
            "the service failed (InternalError) for %s/x, 4 times in a row".formatted(root));
    assertThat(proxy.requests("PUT")).isEqualTo(1 + ATTEMPTS);
    assertThat(server.admin().listMultipartUploads(list -> list.bucket(root.authority())).uploads())
        .isEmpty();
  }

  @Test
  void goesOnReadingWhereTheConnectionBroke() throws IOException {
    byte[] bytes = random(3 * PART);
    direct().write("x", Content.of(bytes));
    fault =
        changing(
            (line, answer) ->
                line.startsWith("GET ") && faults.getAndIncrement() < 3
                    ? Arrays.copyOf(answer, answer.length / 2)
                    : answer);
    assertThat(store().hash("x")).isEqualTo(ContentHash.of(new ByteArrayInputStream(bytes)));
    assertThat(retries.counts().retried()).isEqualTo(3);
  }

  @Test
  void listsOnWhereAPageFailed() throws IOException {
    Store direct = direct();
    for (int i = 0; i < 3; i++) {
      direct.write("many/" + i, text("x"));
    }
    fault =
        answering(2, line -> line.contains("list-type=2"), FaultyProxy.error(500, "InternalError"));
    assertThat(StoreContract.walked(store(), "many")).containsExactly("many/0", "many/1", "many/2");
    assertThat(retries.counts()).isEqualTo(new Retries.Counts(2, 0, 0));
  }

  @Test
  void readsBackWhatTheServiceDoesNotConfirm() throws IOException {
    fault = changing(S3StoreFailuresTest::withoutChecksums);
    for (int length : List.of(100, PART + 10)) {
      store().write("x" + length, Content.of(random(length)));
      assertThat(direct().hash("x" + length))
          .isEqualTo(ContentHash.of(new ByteArrayInputStream(random(length))));
    }
    assertThat(proxy.requests())
        .filteredOn(method("GET"))
        .anyMatch(line -> line.contains("/x100"))
        .anyMatch(line -> line.contains("/x" + (PART + 10)));
  }

  @Test
  void readsNothingBackThatTheServiceConfirms() throws IOException {
    store().write("x", Content.of(random(100)));
    store().write("y", Content.of(random(PART + 10)));
    assertThat(proxy.requests("GET")).isZero();
    assertThat(proxy.requests("HEAD")).isZero();
  }

  @Test
  void removesAndReportsWhatWasStoredWrongly() throws IOException {
    fault =
        changing(
            (line, answer) -> {
              byte[] changed = withoutChecksums(line, answer);
              if (line.startsWith("GET ")) {
                changed[changed.length - 1] ^= 1;
              }
              return changed;
            });
    assertThatThrownBy(() -> store().write("x", text("hello")))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "wrote ContentHash.* but read back ContentHash.*: %s/x".formatted(root));
    assertThat(direct().status("x")).isEmpty();
  }

  /** As a service answers that tells nothing of what it stored. */
  private static byte[] withoutChecksums(String line, byte[] answer) {
    return line.matches("(PUT|POST) .*") && !line.contains("partNumber=")
        ? new String(answer, StandardCharsets.ISO_8859_1)
            .replaceAll("(?i)\r\netag: [^\r]*", "")
            .replace("ETag>", "None>")
            .replace("ChecksumCRC32C>", "NoneNoneNoneNo>")
            .replaceAll("(?i)x-amz-checksum", "x-amz-xxxxxxxx")
            .getBytes(StandardCharsets.ISO_8859_1)
        : answer;
  }

  @Test
  void copiesWithoutAByteComingThrough() throws IOException {
    for (int length : new int[] {10, PART + 10, (7 << 20)}) {
      byte[] bytes = random(length);
      direct().write("from é/" + length, Content.of(bytes));
      Store store = store();
      Copied copied = store.copy(store, "from é/" + length, "to ü/" + length);
      assertThat(copied).isInstanceOf(Copied.ByService.class);
      assertThat(copied.sizeBytes()).isEqualTo(length);
      assertThat(direct().hash("to ü/" + length))
          .isEqualTo(ContentHash.of(new ByteArrayInputStream(bytes)));
    }
    assertThat(proxy.requests("GET")).isZero();
    assertThat(proxy.requests()).anyMatch(line -> line.contains("partNumber=2"));
  }

  @Test
  void saysWhetherACopyWasCompared() throws IOException {
    Store store = store();
    store.write("small", text("hello"));
    assertThat(store.copy(store, "small", "copy"))
        .isEqualTo(new Copied.ByService(5, Copied.Agreement.CHECKSUM));
    store.write("parts", Content.of(random(PART + 10)));
    assertThat(store.copy(store, "parts", "copy"))
        .isEqualTo(new Copied.ByService(PART + 10, Copied.Agreement.SIZE));
  }

  @Test
  void copiesThroughThisProcessFromAnotherService() throws IOException {
    direct().write("x", text("hello"));
    assertThat(store().copy(direct(), "x", "y")).isInstanceOf(Copied.Hashed.class);
    assertThat(read(direct(), "y")).isEqualTo("hello");
  }

  @Test
  void copiesOneVersionOrNothing() throws IOException {
    Store direct = direct();
    direct.write("x", Content.of(random(7 << 20)));
    fault =
        line -> {
          if (line.contains("partNumber=2") && faults.getAndIncrement() == 0) {
            try {
              direct.write("x", Content.of(random(8 << 20)));
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
          return Optional.empty();
        };
    Store store = store();
    assertThatThrownBy(() -> store.copy(store, "x", "y"))
        .hasMessage("%s/x was replaced while it was being read".formatted(root));
    assertThat(direct.status("y")).isEmpty();
  }

  @Test
  void namesRefusedCredentialsWithoutShowingThem() {
    String key = "AKIANOTTHERIGHTKEY";
    String secret = "not/the+right/secret";
    Store wrongSecret = store(server.endpoint(), S3Server.ACCESS_KEY, secret, root);
    Throwable refused = catchThrowable(() -> wrongSecret.write("x", text("hello")));
    assertThat(refused)
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot open %s/x: the service refuses the credentials (SignatureDoesNotMatch)."
                .formatted(root));
    assertThat(trace(refused)).doesNotContain(secret, S3Server.ACCESS_KEY);
    Store wrongKey = store(server.endpoint(), key, secret, root);
    Throwable unknown = catchThrowable(() -> wrongKey.list("x"));
    assertThat(unknown)
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot open %s/x/: the service refuses the credentials (InvalidAccessKeyId)."
                .formatted(root));
    assertThat(trace(unknown)).doesNotContain(secret, key);
  }

  @Test
  void namesADeniedFileWithoutShowingCredentials() {
    fault = answering(100, line -> true, FaultyProxy.error(403, "AccessDenied"));
    Throwable denied = catchThrowable(() -> store().write("x", text("hello")));
    assertThat(denied).isInstanceOf(AccessDeniedException.class);
    assertThat(Failures.fact((IOException) denied))
        .isEqualTo("no permission for %s/x".formatted(root));
    assertThat(trace(denied)).doesNotContain(S3Server.SECRET_KEY, S3Server.ACCESS_KEY);
    assertThat(proxy.requests()).hasSize(1);
  }

  @Test
  void namesAnEndpointWhereNobodyIsWithoutShowingCredentials() throws IOException {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
    Store store = store(nobody, S3Server.ACCESS_KEY, S3Server.SECRET_KEY, root);
    Throwable refused = catchThrowable(() -> store.list(""));
    assertThat(refused)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no answer for %s/: ".formatted(root))
        .hasMessageContaining("Connection refused")
        .hasMessageEndingWith(", 4 times in a row");
    assertThat(trace(refused)).doesNotContain(S3Server.SECRET_KEY, S3Server.ACCESS_KEY);
    assertThat(retries.counts()).isEqualTo(new Retries.Counts(3, 0, 1));
  }

  @Test
  void saysThatThereAreNoCredentials() {
    S3Client client =
        S3Service.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(SystemPropertyCredentialsProvider.create())
            .build();
    Store store = new S3Store(new S3Service(client), root, S3Sizes.STANDARD, retries);
    assertThatThrownBy(() -> store.list("log"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot open %s/log/: no credentials for S3 were found.".formatted(root));
  }

  private static String trace(Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  @Test
  void namesABucketThatIsNotThere() {
    Store store =
        store(
            server.endpoint(),
            S3Server.ACCESS_KEY,
            S3Server.SECRET_KEY,
            Location.of("s3://no-such-bucket/t"));
    assertThatThrownBy(() -> store.list("log"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot open s3://no-such-bucket/t/log/: there is no such bucket.");
    assertThatThrownBy(() -> store.write("x", text("x")))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot open s3://no-such-bucket/t/x: there is no such bucket.");
  }

  @Test
  void namesTheRegionOfABucketElsewhere() {
    fault =
        answering(
            100,
            line -> true,
            FaultyProxy.error(301, "PermanentRedirect")
                .replaceFirst("\r\n", "\r\nx-amz-bucket-region: eu-west-1\r\n"));
    assertThatThrownBy(() -> store().list(""))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot open %s/: the bucket is in region eu-west-1.".formatted(root));
  }

  @Test
  void refusesKeysThatOtherStoresCannotHold() throws IOException {
    direct().write("folder/xy", text("x"));
    fault =
        changing(
            (line, answer) ->
                new String(answer, StandardCharsets.ISO_8859_1)
                    .replace("folder/xy", "folder//y")
                    .getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> store().walk("", file -> {}))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot list %s: the key 't/folder//y' has a part '', which other stores cannot hold."
                .formatted(root));
  }

  @Test
  void takesMarkersOfFoldersForNoFiles() throws IOException {
    Store store = direct();
    server
        .admin()
        .putObject(put -> put.bucket(root.authority()).key("t/folder/"), RequestBody.empty());
    store.write("folder/x", text("x"));
    assertThat(StoreContract.walked(store, "")).containsExactly("folder/x");
    assertThat(store.list("folder")).hasSize(1);
    assertThat(store.status("folder")).isEmpty();
  }
}
