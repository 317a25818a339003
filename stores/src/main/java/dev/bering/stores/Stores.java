package dev.bering.stores;

import dev.bering.model.Location;
import dev.bering.model.UserException;

/**
 * Opens the store that a location is in, by its scheme: {@code file} for the local file system,
 * {@code s3} for object stores that speak S3, everything else through Hadoop. The libraries of a
 * store are loaded when it is first used.
 */
public final class Stores {

  private Stores() {}

  /**
   * The store whose root is {@code location}; what may pass is tried again some times. Nothing is
   * written yet.
   *
   * @throws UserException STORE_UNKNOWN if there is no store for its scheme
   */
  public static Store open(Location location) {
    return open(location, new Retries(Backoff.STANDARD));
  }

  /** As {@link #open(Location)}, trying again and counting as {@code retries} says. */
  public static Store open(Location location, Retries retries) {
    return open(location, retries, Proof.HASH);
  }

  /**
   * As {@link #open(Location, Retries)}, asking for no more proof than {@code proof} of a copy from
   * one local folder to another. Every other write is proven by {@link Proof#HASH} whatever is
   * asked for.
   */
  public static Store open(Location location, Retries retries, Proof proof) {
    if (location.isLocal()) {
      return new LocalStore(location.toPath(), proof);
    }
    return location.scheme().equals("s3")
        ? S3Store.open(location, retries)
        : HadoopStore.open(location, retries);
  }
}
