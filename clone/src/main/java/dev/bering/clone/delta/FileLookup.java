package dev.bering.clone.delta;

import dev.bering.clone.RunLength;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import dev.bering.clone.delta.Sightings.Sighting;
import dev.bering.model.Location;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks up which of the files that a table needs are where: one by one, or by listing the stores.
 */
final class FileLookup {

  /** Hears of a file that the source lets nobody look at, of which nothing else is told. */
  interface Refusal {
    void of(Need need, AccessDeniedException e);
  }

  private final Location source;
  private final Store from;
  private final Store to;
  private final Function<Location, Store> stores;
  private final Staging staging;
  private final Refusal refusal;

  FileLookup(
      Location source,
      Store from,
      Store to,
      Function<Location, Store> stores,
      Staging staging,
      Refusal refusal) {
    this.source = source;
    this.from = from;
    this.to = to;
    this.stores = stores;
    this.staging = staging;
    this.refusal = refusal;
  }

  /** Hands on every file that is needed, with what both sides hold, in order of path. */
  void drain(Reconciliation reconciliation, Sorter.Sink<Sighting> sink) throws IOException {
    List<Need> few = new ArrayList<>();
    Sightings sightings = new Sightings(staging, RunLength.ofThisProcess());
    reconciliation.drain(
        need -> {
          if (few.size() <= Sightings.ASK_UP_TO) {
            few.add(need);
          }
          sightings.need(need);
        });
    if (few.size() <= Sightings.ASK_UP_TO) {
      for (Need need : few) {
        complete(
            new Sighting(
                need.path(), Optional.of(need), Optional.empty(), to.status(need.path()), false),
            need,
            sink);
      }
      return;
    }
    list(sightings, sink);
  }

  /**
   * As {@link #drain}, and with what the target holds and the table does not need.
   *
   * @param kept what versions need that only the target still has
   */
  void drainAll(Reconciliation reconciliation, Reconciliation kept, Sorter.Sink<Sighting> sink)
      throws IOException {
    Sightings sightings = new Sightings(staging, RunLength.ofThisProcess());
    reconciliation.drain(sightings::need);
    kept.drain(need -> sightings.kept(need.path()));
    list(sightings, sink);
  }

  private void list(Sightings sightings, Sorter.Sink<Sighting> sink) throws IOException {
    from.walk("", sightings::atSource);
    sightings.walkTarget(to);
    sightings.drain(
        sighting -> {
          if (sighting.need().isPresent() && isUntold(sighting.need().get(), sighting)) {
            complete(sighting, sighting.need().get(), sink);
          } else {
            sink.accept(sighting);
          }
        });
  }

  /**
   * What a listing did not show may still be there: outside the table, or, on a local disk, under a
   * name that is another spelling. Holes in history are many, and are taken as they are elsewhere;
   * nobody is told of a loss without asking for the file itself.
   */
  private boolean isUntold(Need need, Sighting sighting) {
    return !need.origin().isSame()
        || (sighting.source().isEmpty() && (need.live() || source.isLocal()));
  }

  /** Asks for the file itself. */
  private void complete(Sighting sighting, Need need, Sorter.Sink<Sighting> sink)
      throws IOException {
    Optional<StoredFile> stored;
    try {
      stored = atSource(need);
    } catch (AccessDeniedException e) {
      refusal.of(need, e);
      return;
    }
    sink.accept(
        new Sighting(sighting.path(), sighting.need(), stored, sighting.target(), sighting.kept()));
  }

  private Optional<StoredFile> atSource(Need need) throws IOException {
    if (need.origin().isSame()) {
      return from.status(need.path());
    }
    Optional<Location> elsewhere = need.origin().elsewhere();
    if (elsewhere.isEmpty()) {
      return from.status(need.origin().name());
    }
    try (Store store = stores.apply(elsewhere.get())) {
      return store.status(need.origin().name());
    }
  }
}
