package dev.bering.parity;

/**
 * A column of texts that is read as another type. Every value must be readable without loss.
 *
 * @param side which table
 * @param column as that table spells it
 * @param type the SQL type
 * @param unreadable SQL condition that holds for texts that are not of that type
 */
public record TextCast(Side side, String column, String type, String unreadable) {}
