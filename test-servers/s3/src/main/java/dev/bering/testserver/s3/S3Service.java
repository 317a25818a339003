package dev.bering.testserver.s3;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * An S3 service in memory, on a free port of the loopback interface, which it prints. It takes the
 * standard {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY} from its environment, and
 * ends with its standard input: when whoever started it closes it or dies.
 */
public final class S3Service {

  private S3Service() {}

  /** Serves until standard input ends. */
  public static void main(String[] args) throws Exception {
    Map<String, String> environment = System.getenv();
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(new TransientNio2BlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(
                AuthenticationType.AWS_V2_OR_V4,
                Objects.requireNonNull(environment.get("AWS_ACCESS_KEY_ID")),
                Objects.requireNonNull(environment.get("AWS_SECRET_ACCESS_KEY")))
            .build();
    proxy.start();
    System.out.println(proxy.getPort());
    awaitEndOfInput();
    System.exit(0);
  }

  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is said to a server but to end.
    }
  }
}
