package dev.bering.stores;

import static dev.bering.stores.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What is wrong is named, and no credential is in it. */
class S3ErrorsTest extends BehindFaultyProxy {

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
