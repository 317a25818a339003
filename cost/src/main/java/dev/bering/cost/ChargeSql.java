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

  /** Normalises tags of AWS; run once before any of its bills is read. */
  static final List<String> MACROS =
      List.of(
          """
          CREATE OR REPLACE MACRO bering_tag_key(k) AS CASE
            WHEN starts_with(k, 'resourceTags/') THEN bering_own_key(substr(k, 14))
            ELSE bering_own_key(k) END
          """,
          """
          CREATE OR REPLACE MACRO bering_tags(m) AS CASE
            WHEN len(list_distinct(list_transform(bering_said(m), lambda t: bering_tag_key(t.key))))
                = 0 THEN NULL
            WHEN len(list_distinct(list_transform(bering_said(m), lambda t: bering_tag_key(t.key))))
                = len(bering_said(m))
            THEN map(list_transform(bering_said(m), lambda t: bering_tag_key(t.key)),
                list_transform(bering_said(m), lambda t: t.value))
            ELSE map_from_entries(list_transform(
                list_sort(list_distinct(
                    list_transform(bering_said(m), lambda t: bering_tag_key(t.key)))),
                lambda k: struct_pack(k := k, v := list_filter(bering_said(m),
                    lambda t: bering_tag_key(t.key) = k)[1].value)))
            END
          """);

  /** What the macros above stand on. */
  static final List<String> FIRST_MACROS =
      List.of(
          """
          CREATE OR REPLACE MACRO bering_said(m) AS
            list_filter(map_entries(m), lambda t: t.value IS NOT NULL AND t.value <> '')
          """,
          """
          CREATE OR REPLACE MACRO bering_own_key(k) AS CASE
            WHEN k = 'user_map_migrated' THEN 'map-migrated'
            WHEN starts_with(k, 'user:') OR starts_with(k, 'user_') THEN substr(k, 6)
            WHEN k = 'aws_elasticmapreduce_job_flow_id' THEN 'aws:elasticmapreduce:job-flow-id'
            WHEN k = 'aws_elasticmapreduce_instance_group_role'
              THEN 'aws:elasticmapreduce:instance-group-role'
            WHEN k = 'aws_created_by' THEN 'aws:createdBy'
            ELSE k END
          """,
          """
          CREATE OR REPLACE MACRO bering_plain_tags(m) AS CASE
            WHEN len(bering_said(m)) = 0 THEN NULL ELSE map_from_entries(bering_said(m)) END
          """);

  /** Collects the columns of {@link ChargeColumn}; those that nobody sets are null. */
  static final class Builder {
    private final Map<ChargeColumn, String> columns = new EnumMap<>(ChargeColumn.class);
    private String slug = "''";
    private String id = "CAST(NULL AS VARCHAR)";
    private String unpriced = "false";
    private String negative = "false";

    Builder set(ChargeColumn column, String sql) {
      columns.put(column, sql);
      return this;
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
                  select, problem, PROBLEM, id, ID, unpriced, UNPRICED, negative, NEGATIVE, slug,
                  SLUG, relation));
    }
  }

  /**
   * The cluster of a charge of AWS, from normalised tags or the resource: a cluster of EMR, or one
   * of Databricks whose instances and disks are tagged.
   */
  static String cluster(String tags, String resource) {
    return """
        coalesce(%1$s['aws:elasticmapreduce:job-flow-id'],
          nullif(regexp_extract(%2$s, ':cluster/(j-[A-Z0-9]+)', 1), ''),
          %1$s['ClusterId'], %1$s['cluster_id'])"""
        .formatted(tags, resource);
  }
}
