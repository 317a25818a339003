package dev.bering.clone.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrefixMovesTest {

  private static String moved(String text) throws IOException {
    Map<Location, Location> moves = new LinkedHashMap<>();
    moves.put(Location.of("/old/t a/_checkpoints"), Location.of("/new/cp"));
    moves.put(Location.of("/old/t a"), Location.of("s3://lake/t"));
    return moved(new PrefixMoves(moves), text);
  }

  private static String moved(PrefixMoves moves, String text) throws IOException {
    return new String(moves.apply(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  @Test
  void movesLocationsHoweverTheyAreSpelled() throws IOException {
    assertThat(
            moved(
                """
                v1
                {"path":"file:///old/t%20a/_checkpoints/x","n":1.50,"a":["file:/old/t%20a/_checkpoints"]}
                {"path":"/old/t%20a/part","other":"/old/t%20abc"}
                """))
        .isEqualTo(
            """
            v1
            {"path":"file:///new/cp/x","n":1.50,"a":["file:/new/cp"]}
            {"path":"s3://lake/t/part","other":"/old/t%20abc"}
            """);
  }

  @Test
  void leavesEveryOtherByteAlone() throws IOException {
    String text = "v1\n{ \"a\" : \"\\u00e4\" , \"ü\":null}\n\nnot json {\"path\":\n1";
    assertThat(moved(text)).isEqualTo(text);
    assertThat(moved("")).isEmpty();
  }

  @Test
  void knowsEverySpellingOfOneService() throws IOException {
    PrefixMoves moves =
        new PrefixMoves(Map.of(Location.of("s3a://old/t"), Location.of("s3://new/t")));
    String text = "{\"a\":\"s3a://old/t/x\",\"b\":\"s3n://old/t\",\"c\":\"s3://old/t2\"}";
    assertThat(moved(moves, text))
        .isEqualTo("{\"a\":\"s3a://new/t/x\",\"b\":\"s3n://new/t\",\"c\":\"s3://old/t2\"}");
    PrefixMoves home = new PrefixMoves(Map.of(Location.of("s3://old/t"), Location.of("/lake/t")));
    assertThat(moved(home, "[\"s3a://old/t/x\"]")).isEqualTo("[\"/lake/t/x\"]");
  }
}
