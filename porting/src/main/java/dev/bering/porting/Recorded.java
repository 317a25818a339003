package dev.bering.porting;

import dev.bering.model.Location;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table that the legacy platform recorded: a Delta table, Parquet files or a CSV file, and how
 * its rows become those of a port.
 */
public final class Recorded {

  private final Location location;
  private final @Nullable Translator<?> translator;
  private final boolean mayBeEmpty;

  private Recorded(Location location, @Nullable Translator<?> translator, boolean mayBeEmpty) {
    this.location = Objects.requireNonNull(location, "location is null");
    this.translator = translator;
    this.mayBeEmpty = mayBeEmpty;
  }

  /** One whose rows are those of the port as they are. */
  public static Recorded at(Location location) {
    return new Recorded(location, null, false);
  }

  /** This one through a translator. */
  public Recorded through(Translator<?> through) {
    return new Recorded(location, through, mayBeEmpty);
  }

  /**
   * This one, which may be without rows. Otherwise an empty table is taken for one that nobody
   * managed to record, and nothing that was computed of it is believed.
   */
  public Recorded mayBeEmpty() {
    return new Recorded(location, translator, true);
  }

  /** Where the table is. */
  public Location location() {
    return location;
  }

  /** What makes rows of the port of it; none if they are. */
  public Optional<Translator<?>> translator() {
    return Optional.ofNullable(translator);
  }

  boolean allowsNoRows() {
    return mayBeEmpty;
  }

  /** As plans show it. */
  @Override
  public String toString() {
    return translator == null
        ? location.toString()
        : "%s through %s".formatted(location, translator.name());
  }
}
