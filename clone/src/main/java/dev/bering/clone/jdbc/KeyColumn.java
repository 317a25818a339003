package dev.bering.clone.jdbc;

/**
 * A column of the key by which a table is read in ranges.
 *
 * @param ordinal its place among the table's columns, from 0
 * @param sql its name, quoted
 * @param text SQL that gives a value's text
 * @param parameter SQL with one question mark that turns the text of a value into a value
 */
public record KeyColumn(String name, int ordinal, String sql, String text, String parameter) {}
