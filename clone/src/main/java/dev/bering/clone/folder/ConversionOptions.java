package dev.bering.clone.folder;

import java.util.Map;

/**
 * What a person declares of a folder that becomes a Delta table.
 *
 * @param partitionTypes types of partition columns, by column, such as {@code hour} and {@code int}
 */
public record ConversionOptions(Map<String, String> partitionTypes) {

  /** Nothing is declared. */
  public static final ConversionOptions DEFAULT = new ConversionOptions(Map.of());

  public ConversionOptions {
    partitionTypes = Map.copyOf(partitionTypes);
  }
}
