package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JdbcCloneReportTest {

  private static JdbcCloneReport report(OptionalLong version, long rows, int files, Duration time) {
    JdbcClonePlan plan =
        new JdbcClonePlan(
            "postgresql://db/shop",
            "public.orders",
            Location.of("s3://lake/orders"),
            List.of(),
            List.of(),
            Optional.empty(),
            Refresh.byFingerprint(),
            Limits.DEFAULT,
            rows,
            0,
            OptionalLong.empty(),
            0,
            0,
            "");
    return new JdbcCloneReport(plan, version, rows, rows, files, 0, 0, 1, time);
  }

  @Test
  void countsAsPeopleDo() {
    assertThat(report(OptionalLong.of(3), 1, 1, Duration.ofMillis(400)).text())
        .isEqualTo(
            "+ s3://lake/orders is at version 3: 1 row as in the source's snapshot, 1 of them read now, 1 file written, 0 resumed, 0 kept, 1 replaced, 0.4 s%n"
                .formatted());
    assertThat(report(OptionalLong.of(3), 40_000_000, 200, Duration.ofMinutes(90)).text())
        .isEqualTo(
            "+ s3://lake/orders is at version 3: 40,000,000 rows as in the source's snapshot, 40,000,000 of them read now, 200 files written, 0 resumed, 0 kept, 1 replaced, 1 h 30 min%n"
                .formatted());
    assertThat(report(OptionalLong.empty(), 1, 0, Duration.ZERO).text())
        .isEqualTo(
            "= s3://lake/orders holds the 1 row of public.orders already: nothing published%n"
                .formatted());
  }
}
