package dev.bering.clone.iceberg;

import dev.bering.model.Location;
import java.util.Map;

/**
 * What a person may decide about the replica of an Iceberg table. Prefixes are written as the
 * table's metadata spells them; {@code s3}, {@code s3a} and {@code s3n} are one scheme, and so are
 * {@code file:/}, {@code file:///} and a plain path. The longest prefix of a path counts.
 *
 * @param heldAt where files lie whose metadata names another place, such as a backup that was
 *     restored into another bucket
 * @param movedTo which folder at the target takes the files below a prefix; what no prefix covers
 *     goes below the target's {@code data/ext-HASH}, by the folder it comes from
 */
public record IcebergOptions(Map<String, Location> heldAt, Map<String, Location> movedTo) {

  /** Files are where the metadata says, and the table's own folder becomes the target. */
  public static final IcebergOptions DEFAULT = new IcebergOptions(Map.of(), Map.of());

  public IcebergOptions {
    heldAt = Map.copyOf(heldAt);
    movedTo = Map.copyOf(movedTo);
  }
}
