package dev.bering.stores;

import static dev.bering.stores.StoreContract.NOON;
import static dev.bering.stores.StoreContract.random;
import static dev.bering.stores.StoreContract.read;
import static dev.bering.stores.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is tried again, how often, and what it comes to when a reply was lost. */
class S3RetriesTest extends BehindFaultyProxy {

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
}
