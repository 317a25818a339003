package dev.bering.stores;

import dev.bering.model.Location;
import dev.bering.model.UserException;

/** Opens the store that a location is in, by its scheme. */
public final class Stores {

  private Stores() {}

  /**
   * The store whose root is {@code location}. Nothing is read or written yet.
   *
   * @throws UserException LOCATION_NOT_LOCAL if there is no store for its scheme
   */
  public static Store open(Location location) {
    return new LocalStore(location.toPath());
  }
}
