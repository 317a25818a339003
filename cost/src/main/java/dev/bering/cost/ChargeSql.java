package dev.bering.cost;

import dev.bering.engine.Sql;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The charges of one file as SQL: every {@link ChargeColumn}, and what an import has to know of a
 * row beside them.
 *
 * @param select with the columns of {@link ChargeColumn} and those below, over the file
 */
record ChargeSql(String select) {

  /** What is wrong with the row, or null. */
  static final String PROBLEM = "x_problem";

  /** What tells the row from all others of its source, or null. */
  static final String ID = "x_id";

  /** Whether it has no price. */
  static final String UNPRICED = "x_unpriced";

  /** Whether it is usage that costs less than nothing and is no correction. */
  static final String NEGATIVE = "x_negative";

  /** The provider as it is in names of bills. */
  static final String SLUG = "x_slug";

  /**
   * The tags of the row, made once and used by several columns; a name that no column of a bill
   * has, for that column would be taken.
   */
  private static final String OWN_TAGS = "\"bering tags\"";

  /** The tags as a list of keys and values, and their keys; a key may be there twice. */
  private static final String ENTRIES = "\"bering entries\"";

  private static final String KEYS = "\"bering keys\"";

  /**
   * What is run once before any bill is read: {@code bering_tags} makes the two spellings of tags
   * of AWS one, {@code bering_plain_tags} takes tags as they are; a tag without a value is none.
   * {@code bering_map} keeps the first of a key; no tags at all are null.
   */
  static final List<String> MACROS =
      List.of(
          """
          CREATE OR REPLACE MACRO bering_plain_tags(m) AS
            list_filter(map_entries(m), lambda t: t.value IS NOT NULL AND t.value <> '')
          """,
          """
          CREATE OR REPLACE MACRO bering_own_key(k) AS CASE
            WHEN starts_with(k, 'user') THEN CASE
              WHEN k = 'user_map_migrated' THEN 'map-migrated'
              WHEN starts_with(k, 'user:') OR starts_with(k, 'user_') THEN substr(k, 6)
              ELSE k END
            WHEN starts_with(k, 'aws_') THEN CASE k
              WHEN 'aws_elasticmapreduce_job_flow_id' THEN 'aws:elasticmapreduce:job-flow-id'
              WHEN 'aws_elasticmapreduce_instance_group_role'
                THEN 'aws:elasticmapreduce:instance-group-role'
              WHEN 'aws_created_by' THEN 'aws:createdBy'
              ELSE k END
            ELSE k END
          """,
          """
          CREATE OR REPLACE MACRO bering_tags(m) AS list_transform(bering_plain_tags(m), lambda t:
            struct_pack("key" := CASE
                WHEN starts_with(t.key, 'resourceTags/') THEN bering_own_key(substr(t.key, 14))
                ELSE bering_own_key(t.key) END,
              "value" := t.value))
          """,
          """
          CREATE OR REPLACE MACRO bering_map(entries, names) AS CASE
            WHEN len(entries) = 0 THEN NULL
            WHEN len(list_filter(names, lambda n, i: list_position(names, n) <> i)) = 0
              THEN map_from_entries(entries)
            ELSE map_from_entries(
              list_filter(entries, lambda t, i: list_position(names, t.key) = i)) END
          """);

  /** Collects the columns of {@link ChargeColumn}; those that nobody sets are null. */
  static final class Builder {
    private final Map<ChargeColumn, String> columns = new EnumMap<>(ChargeColumn.class);
    private String tags = "CAST([] AS STRUCT(\"key\" VARCHAR, \"value\" VARCHAR)[])";
    private String slug = "''";
    private String id = "CAST(NULL AS VARCHAR)";
    private String unpriced = "false";
    private String negative = "false";

    Builder set(ChargeColumn column, String sql) {
      columns.put(column, sql);
      return this;
    }

    /**
     * @param sql made by a macro of tags
     */
    Builder tags(String sql) {
      tags = sql;
      return set(ChargeColumn.TAGS, OWN_TAGS);
    }

    Builder slug(String sql) {
      slug = sql;
      return this;
    }

    Builder id(String sql) {
      id = sql;
      return this;
    }

    Builder negative(String sql) {
      negative = sql;
      return this;
    }

    Builder unpriced(String sql) {
      unpriced = sql;
      return this;
    }

    /**
     * @param problem what is wrong with a row of the source
     * @param relation the source, with {@code file_row_number} from 0
     */
    ChargeSql over(String problem, String relation, String file) {
      set(ChargeColumn.FILE, Sql.literal(file));
      set(ChargeColumn.ROW, "file_row_number + 1");
      String select =
          Arrays.stream(ChargeColumn.values())
              .map(
                  column ->
                      "CAST(%s AS %s) AS %s"
                          .formatted(
                              columns.getOrDefault(column, "NULL"),
                              column.type().sql(),
                              Sql.identifier(column.text())))
              .collect(Collectors.joining(",\n  "));
      return new ChargeSql(
          "SELECT %s,\n  %s AS %s, %s AS %s, %s AS %s, %s AS %s, %s AS %s FROM %s"
              .formatted(
                  select,
                  problem,
                  PROBLEM,
                  id,
                  ID,
                  unpriced,
                  UNPRICED,
                  negative,
                  NEGATIVE,
                  slug,
                  SLUG,
                  tagged(relation)));
    }

    /** With the tags, step by step, as each is used more than once. */
    private String tagged(String relation) {
      String entries = "(SELECT *, %s AS %s FROM %s)".formatted(tags, ENTRIES, relation);
      String keys =
          "(SELECT *, list_transform(%1$s, lambda t: t.key) AS %2$s FROM %3$s)"
              .formatted(ENTRIES, KEYS, entries);
      return "(SELECT *, bering_map(%s, %s) AS %s FROM %s)"
          .formatted(ENTRIES, KEYS, OWN_TAGS, keys);
    }
  }

  /**
   * The cluster of a charge of AWS, from normalised tags or the resource: a cluster of EMR, or one
   * of Databricks whose instances and disks are tagged.
   */
  static String cluster(String resource) {
    return """
        coalesce(%1$s['aws:elasticmapreduce:job-flow-id'],
          nullif(regexp_extract(%2$s, ':cluster/(j-[A-Z0-9]+)', 1), ''),
          %1$s['ClusterId'], %1$s['cluster_id'])"""
        .formatted(OWN_TAGS, resource);
  }
}
