package dev.bering.stores;

import static dev.bering.stores.StoreContract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bering.model.Location;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopStoreFailuresTest {

  private static final int ATTEMPTS = 3;

  private final Retries retries =
      new Retries(new Backoff(ATTEMPTS, Duration.ZERO, Duration.ofMillis(2)));

  private Store open(Location location) {
    return new RetryingStore(HadoopSettings.none().open(location, retries), retries);
  }

  @Test
  void namesWhatAUserMayNotWrite() throws Exception {
    Location folder = HdfsServer.shared().folder("mine");
    open(folder).write("x", text("mine"));
    UserGroupInformation alice = UserGroupInformation.createRemoteUser("alice");
    Throwable denied =
        catchThrowable(
            () ->
                alice.doAs(
                    (PrivilegedExceptionAction<ContentHash>)
                        () -> open(folder).write("y", text("hers"))));
    assertThat(denied).isInstanceOf(AccessDeniedException.class);
    assertThat(Failures.fact((IOException) denied))
        .startsWith("no permission for %s/_bering/scratch/".formatted(folder));
    assertThat(retries.counts()).isEqualTo(new Retries.Counts(0, 0, 0));
  }

  @Test
  void triesANameNodeThatIsNotThereSomeTimes() throws IOException {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    Store store = open(Location.of("hdfs://127.0.0.1:" + nobody + "/t"));
    assertThatThrownBy(() -> store.status("x"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "no answer for hdfs://127.0.0.1:%d/t/x: Connection refused, 3 times in a row"
                .formatted(nobody));
    assertThat(retries.counts()).isEqualTo(new Retries.Counts(ATTEMPTS - 1, 0, 1));
  }

  @Test
  void showsOnlyTheFactOfAnotherMachinesFailure() {
    IOException remote =
        new RemoteException(
            "org.apache.hadoop.hdfs.protocol.NSQuotaExceededException",
            "The quota is exceeded\n\tat org.apache.hadoop.hdfs.server.Something");
    assertThat(HadoopFailures.of("hdfs://host/x", remote)).hasMessage("The quota is exceeded");
  }

  @Test
  void waitsForANameNodeInSafeMode() {
    IOException remote =
        new RemoteException(
            "org.apache.hadoop.hdfs.server.namenode.SafeModeException",
            "Cannot create file /x. Name node is in safe mode.\nThe reported blocks 0");
    assertThat(Transience.of(HadoopFailures.of("hdfs://host/x", remote)))
        .isEqualTo(Transience.PASSING);
    assertThat(HadoopFailures.of("hdfs://host/x", remote))
        .hasMessage(
            "the name node does not serve hdfs://host/x yet: Cannot create file /x. Name node is"
                + " in safe mode.");
  }

  @Test
  void takesHadoopsOwnSettings(@TempDir Path folder) throws IOException {
    Location location = HdfsServer.shared().folder("settings");
    Files.writeString(
        folder.resolve("core-site.xml"),
        """
        <configuration><property><name>fs.defaultFS</name><value>hdfs://%s</value></property>
        </configuration>
        """
            .formatted(location.authority()));
    Store store =
        HadoopSettings.of(folder)
            .open(Location.of("hdfs://" + location.pathInAuthority()), retries);
    store.write("x", text("found"));
    assertThat(StoreContract.read(open(location), "x")).isEqualTo("found");
  }
}
