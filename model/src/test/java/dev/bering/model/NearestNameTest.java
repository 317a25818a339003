package dev.bering.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  @ParameterizedTest
  @CsvSource({
    "hots, did you mean host?",
    "hostname, did you mean hostName?",
    "host_name, did you mean hostName?",
    "byte, did you mean bytes?",
    "zone, 'choose one of host, hostName, bytes'",
    "b, 'choose one of host, hostName, bytes'",
  })
  void hintsAtTheNameThatWasProbablyMeant(String wanted, String hint) {
    assertThat(NearestName.hint(wanted, List.of("host", "hostName", "bytes"))).isEqualTo(hint);
  }

  @Test
  void saysSoWhereThereIsNoName() {
    assertThat(NearestName.hint("x", List.of())).isEqualTo("there is none");
  }
}
