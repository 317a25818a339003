package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.Platform;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.PlatformConnection.Token;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.RunStatus;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An API of Kubernetes and Kubeflow's operator with Spark 4.1, which runs what it is given. */
class KubernetesPlatformTest extends PlatformContract {
  private final SparkOperator cluster = new SparkOperator();
  private String image = "spark:4.1";

  @Override
  Platform platform() {
    return new KubernetesPlatform(Duration.ofMillis(200), Duration.ofMillis(500));
  }

  @Override
  String block() {
    return """
        operator: kubeflow
        namespace: spark
        image: "%s"
        server: "%s"
        sparkVersion: "4.1"
        """
        .formatted(image, cluster.address())
        .indent(4)
        .stripTrailing();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void aDriverThatNoMachineTakesIsEndedAndCalledThat() throws Exception {
    image = "none";
    try (PlatformConnection connection = connection()) {
      String id = connection.submit(token());
      assertThat(connection.submit(new Token("other", 1, id))).isEqualTo(id);
      assertThat(cluster.created()).hasSize(1);
      RunStatus status = ended(connection, id);
      assertThat(status.failure())
          .contains(
              new Failure(
                  FailureClass.CAPACITY,
                  "0/3 nodes are available: 3 Insufficient memory.",
                  Optional.of("Unschedulable"),
                  Optional.empty(),
                  Optional.empty()));
      assertThat(cluster.has(id)).isFalse();
    }
    // Who did not see it go cannot say why it is gone.
    try (PlatformConnection other = connection()) {
      assertThat(other.status("bering-1").failure())
          .contains(
              Failure.of(
                  FailureClass.PLATFORM, "its SparkApplication is gone, and nothing says why"));
    }
  }

  @Test
  void aRefusalIsHandedOnInTheApisOwnWords() throws Exception {
    image = "none";
    cluster.refuse("exceeded quota: compute, requested: pods=1, used: pods=9, limited: pods=9");
    try (PlatformConnection connection = connection()) {
      PlatformException refused =
          catchThrowableOfType(PlatformException.class, () -> connection.submit(token()));
      assertThat(refused.failure().kind()).isEqualTo(FailureClass.QUOTA);
      assertThat(refused.failure().words())
          .isEqualTo("exceeded quota: compute, requested: pods=1, used: pods=9, limited: pods=9");
      cluster.refuse("sparkapplications is forbidden: User cannot create resource");
      PlatformException unknown =
          catchThrowableOfType(PlatformException.class, () -> connection.submit(token()));
      assertThat(unknown.failure().kind()).isEqualTo(FailureClass.AUTH);
    }
    assertThat(cluster.created()).isEmpty();
  }
}
