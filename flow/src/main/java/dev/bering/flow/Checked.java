package dev.bering.flow;

import org.apache.spark.sql.Row;

/**
 * What comes out of {@link FlowBuilder#check}, as symbols.
 *
 * @param passed the rows that break no rule that drops or fails; their columns are those checked
 * @param rejected the rows that break a rule that drops, with the column {@value Check#BROKEN}: the
 *     names of all rules they break
 */
public record Checked<T>(Frame<T> passed, Frame<Row> rejected) {}
