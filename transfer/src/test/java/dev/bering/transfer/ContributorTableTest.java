package dev.bering.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContributorTableTest {

  @Test
  void sumsAsAMapDoesHoweverManyKeysThereAre() {
    Random random = new Random(1);
    ContributorTable one = new ContributorTable();
    ContributorTable two = new ContributorTable();
    Map<String, Long> expected = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      String key = Integer.toString(random.nextInt(50_000), 2 + random.nextInt(30));
      long value = random.nextInt(1_000);
      expected.merge(key, value, Long::sum);
      add(i % 3 == 0 ? one : two, key, value);
    }
    one.addAll(two);
    assertThat(one.size()).isEqualTo(expected.size());
    assertThat(one.sum()).isEqualTo(expected.values().stream().mapToLong(v -> v).sum());
    assertThat(one.samples()).isEqualTo(200_000);
    assertThat(one.largest())
        .isEqualTo(expected.values().stream().mapToLong(v -> v).max().orElseThrow());
    for (Contributor contributor : one.top(Integer.MAX_VALUE)) {
      assertThat(contributor.sum()).isEqualTo(expected.get(contributor.keys().get(0)));
    }
  }

  @Test
  void ofEqualsThoseComeFirstWhoseKeysDo() {
    ContributorTable table = new ContributorTable();
    for (String key : List.of("b", "c", "a", "d")) {
      add(table, key, key.equals("d") ? 9 : 5);
    }
    assertThat(table.top(3)).extracting(one -> one.keys().get(0)).containsExactly("d", "a", "b");
    assertThat(table.top(0)).isEmpty();
  }

  private static void add(ContributorTable table, String key, long value) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    table.add(bytes, 0, bytes.length, value);
  }
}
