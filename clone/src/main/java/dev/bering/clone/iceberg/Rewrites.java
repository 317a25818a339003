package dev.bering.clone.iceberg;

import dev.bering.clone.Staging;
import dev.bering.clone.iceberg.Reach.ManifestFile;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.iceberg.Manifest;
import dev.bering.tables.iceberg.Manifest.Entry;
import dev.bering.tables.iceberg.ManifestList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files that a replica has in another form than its source. Each is made when it is first
 * needed, and measured: position deletes before the manifests that tell their length, manifests
 * before the lists that tell theirs. What the target has already is measured there, not made anew.
 */
final class Rewrites {

  private final PathMap paths;
  private final SourceFiles source;
  private final String target;
  private final TargetFiles targetFiles;
  private final Map<String, ManifestFile> manifests;
  private final Staging staging;
  private final Map<String, Path> done = new HashMap<>();

  Rewrites(
      PathMap paths,
      SourceFiles source,
      String target,
      TargetFiles targetFiles,
      Map<String, ManifestFile> manifests,
      Staging staging) {
    this.paths = paths;
    this.source = source;
    this.target = target;
    this.targetFiles = targetFiles;
    this.manifests = manifests;
    this.staging = staging;
  }

  private interface Rewrite {
    void to(Store store, Path out) throws IOException;
  }

  Content positionDeletes(Need need) {
    return () ->
        Files.newInputStream(
            made(
                need.place(),
                (store, out) -> {
                  StoredFile file =
                      store
                          .status(need.place().name())
                          .orElseThrow(() -> new NoSuchFileException(need.place().name()));
                  PositionDeletes.rewrite(
                      store, file, need.format(), out, need.path(), paths::movedIfUsable, staging);
                }));
  }

  Content manifest(Place place) {
    return () -> Files.newInputStream(madeManifest(place));
  }

  private Path madeManifest(Place place) throws IOException {
    return made(
        place,
        (store, out) ->
            Manifest.rewrite(
                store.open(place.name()),
                Files.newOutputStream(out),
                place.path(),
                new ManifestMoves()));
  }

  Content list(Place place) {
    return () ->
        Files.newInputStream(
            made(
                place,
                (store, out) ->
                    ManifestList.rewrite(
                        store.open(place.name()),
                        Files.newOutputStream(out),
                        place.path(),
                        new ListMoves())));
  }

  private synchronized Path made(Place place, Rewrite rewrite) throws IOException {
    Path known = done.get(place.path());
    if (known != null) {
      return known;
    }
    Path out = staging.newFile("rewritten");
    source.in(
        place.root(),
        store -> {
          rewrite.to(store, out);
          return out;
        });
    done.put(place.path(), out);
    return out;
  }

  private final class ManifestMoves implements Manifest.Moves {
    @Override
    public String path(String text) {
      return paths.movedIfUsable(text);
    }

    @Override
    public Optional<Long> length(Entry entry) throws IOException {
      String path = paths.place(entry.path()).path();
      Path made = done.get(path);
      if (made != null) {
        return Optional.of(Files.size(made));
      }
      return source.in(target, store -> store.status(path)).map(StoredFile::sizeBytes);
    }
  }

  private final class ListMoves implements ManifestList.Moves {
    @Override
    public String path(String text) throws IOException {
      return paths.moved(text);
    }

    @Override
    public long length(String text) throws IOException {
      String path = paths.place(text).path();
      OptionalLong there = targetFiles.sizeBytes(path);
      if (there.isPresent()) {
        return there.getAsLong();
      }
      ManifestFile manifest = manifests.get(path);
      if (manifest == null) {
        throw new IllegalStateException("no manifest " + path);
      }
      return Files.size(madeManifest(manifest.place()));
    }
  }
}
