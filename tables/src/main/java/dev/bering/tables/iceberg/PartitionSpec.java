package dev.bering.tables.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/**
 * By what files are partitioned (Iceberg spec, "Partitioning").
 *
 * @param id among the table's
 * @param identities the partition fields that hold a column's value as it is: the column's id by
 *     the field's
 * @param sameType the partition fields whose values are of their column's type, with the
 *     identities: the column's id by the field's
 * @param partitioned whether it tells files apart at all
 */
record PartitionSpec(
    int id, Map<Integer, Integer> identities, Map<Integer, Integer> sameType, boolean partitioned) {

  /** Fields of format 1 have no numbers; they count from here, in every spec. */
  private static final int FIRST_FIELD = 1000;

  PartitionSpec {
    identities = Map.copyOf(identities);
    sameType = Map.copyOf(sameType);
  }

  static PartitionSpec of(int id, JsonNode fields) {
    Map<Integer, Integer> identities = new HashMap<>();
    Map<Integer, Integer> sameType = new HashMap<>();
    boolean partitioned = false;
    int next = FIRST_FIELD;
    for (JsonNode field : fields) {
      int number = field.path("field-id").asInt(next++);
      String transform = field.path("transform").asText();
      partitioned |= !transform.equals("void");
      if (transform.equals("identity")) {
        identities.put(number, field.path("source-id").asInt());
      }
      if (transform.equals("identity") || transform.startsWith("truncate[")) {
        sameType.put(number, field.path("source-id").asInt());
      }
    }
    return new PartitionSpec(id, identities, sameType, partitioned);
  }
}
