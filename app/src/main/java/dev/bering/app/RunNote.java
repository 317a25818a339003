package dev.bering.app;

/**
 * What a kept report says of itself.
 *
 * @param savedAt when it was kept, in UTC
 * @param left the left table
 * @param right the right table
 * @param by what rows were paired by, or what makes up a member of a set
 */
record RunNote(String savedAt, String left, String right, String by) {}
