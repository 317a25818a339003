package dev.bering.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Published jobs in a folder or an object store. A version is one file that names every job file by
 * its hash, {@code versions/00000000000000000007.json}, put if absent: of two who publish at the
 * same time one wins, and the other is told. The job files lie beside them under their hashes and
 * never change, so that what ran can run again.
 */
public final class JobStore {
  private static final String VERSIONS = "versions";
  private static final String FILES = "files";
  private static final int MAX_BYTES = 64 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final Store store;

  public JobStore(Store store) {
    this.store = store;
  }

  /** Where it is, for sentences. */
  public String name() {
    return store.name();
  }

  /**
   * The newest version; empty if nothing was published here.
   *
   * @throws UserException JOB_STORE if the store cannot be read
   */
  public Optional<Publication> newest() {
    List<Long> versions = versions();
    return versions.isEmpty()
        ? Optional.empty()
        : Optional.of(at(versions.get(versions.size() - 1)));
  }

  /** The newest version of a store in which something has to be. */
  public Publication required() {
    return newest()
        .orElseThrow(
            () ->
                UserException.source(
                    new Problem(
                        "JOB_STORE",
                        "Cannot read jobs of %s: nothing was published there."
                            .formatted(store.name()),
                        "publish a folder with 'bering job publish FOLDER %s'"
                            .formatted(store.name()))));
  }

  /** Every version's number, the oldest first. */
  public List<Long> versions() {
    try {
      List<Long> versions = new ArrayList<>();
      for (Store.StoredFile file : store.list(VERSIONS)) {
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        if (name.matches("\\d{20}\\.json")) {
          versions.add(Long.parseLong(name.substring(0, 20)));
        }
      }
      versions.sort(null);
      return versions;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * One version.
   *
   * @throws UserException JOB_STORE if there is none of this number, or it cannot be read
   */
  public Publication at(long version) {
    try (InputStream in = store.open(path(version))) {
      Publication publication = JSON.readValue(in.readNBytes(MAX_BYTES), Publication.class);
      if (publication.format() > Publication.FORMAT) {
        throw UserException.usage(
            new Problem(
                "JOB_STORE",
                "Cannot read jobs of %s: version %d is of format %d, and this Bering reads %d."
                    .formatted(store.name(), version, publication.format(), Publication.FORMAT),
                "use a newer Bering"));
      }
      return publication;
    } catch (NoSuchFileException e) {
      throw UserException.source(
          new Problem(
              "JOB_STORE",
              "Cannot read jobs of %s: it has no version %d.".formatted(store.name(), version),
              "see its versions with 'bering job history'"),
          e);
    } catch (JsonProcessingException e) {
      throw UserException.source(
          new Problem(
              "JOB_STORE",
              "Cannot read jobs of %s: %s is no version.".formatted(store.name(), path(version)),
              "restore that file"),
          e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The files of a version, each held against its hash.
   *
   * @throws UserException JOB_STORE if one is missing, was changed, or cannot be read
   */
  public JobFiles files(Publication publication) {
    return files(publication, publication.files().keySet());
  }

  /** One job's file, and those that hold for many jobs. */
  JobFiles files(Publication publication, String job) {
    String path = publication.jobs().get(job);
    List<String> wanted =
        publication.files().keySet().stream()
            .filter(name -> !publication.jobs().containsValue(name) || name.equals(path))
            .toList();
    return files(publication, wanted);
  }

  private JobFiles files(Publication publication, Iterable<String> paths) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (String path : paths) {
      String hash = publication.files().get(path);
      if (hash != null) {
        texts.put(path, text(publication, path, hash));
      }
    }
    return new JobFiles("%s@%d".formatted(store.name(), publication.version()), texts);
  }

  private String text(Publication publication, String path, String hash) {
    try (InputStream in = store.open(filePath(hash))) {
      String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
      if (!JobRuns.sha256(text).equals(hash)) {
        throw UserException.source(
            new Problem(
                "JOB_STORE",
                "Cannot read jobs of %s: %s of version %d was changed after it was published."
                    .formatted(store.name(), path, publication.version()),
                "publish the folder again"));
      }
      return text;
    } catch (NoSuchFileException e) {
      throw UserException.source(
          new Problem(
              "JOB_STORE",
              "Cannot read jobs of %s: %s of version %d is missing."
                  .formatted(store.name(), path, publication.version()),
              "publish the folder again"),
          e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Publishes a version: first its files, then the version itself, if no other of its number is
   * there. If this fails, readers see the version before.
   *
   * @throws UserException JOB_STORE_CHANGED if somebody else published meanwhile
   */
  public void publish(Publication publication, Map<String, String> texts) {
    try {
      for (Map.Entry<String, String> file : texts.entrySet()) {
        String hash = JobRuns.sha256(file.getValue());
        if (store.status(filePath(hash)).isEmpty()) {
          store.write(filePath(hash), Content.of(file.getValue().getBytes(StandardCharsets.UTF_8)));
        }
      }
      boolean isFirst =
          store.writeIfAbsent(
              path(publication.version()),
              Content.of(JSON.writeValueAsBytes(publication)),
              publication.at());
      if (!isFirst) {
        Publication other = at(publication.version());
        throw UserException.temporary(
            new Problem(
                "JOB_STORE_CHANGED",
                "Cannot publish to %s: %s published version %d meanwhile."
                    .formatted(store.name(), other.by(), other.version()),
                "look at it with 'bering job history', and publish again"));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("No JSON for version " + publication.version(), e);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "JOB_STORE",
              "Cannot publish to %s: %s.".formatted(store.name(), Failures.fact(e)),
              "check the address and the permissions; readers see the version before"),
          e);
    }
  }

  private UserException unreadable(IOException e) {
    return UserException.source(
        new Problem(
            "JOB_STORE",
            "Cannot read jobs of %s: %s.".formatted(store.name(), Failures.fact(e)),
            "check the address and the permissions"),
        e);
  }

  private static String path(long version) {
    return "%s/%020d.json".formatted(VERSIONS, version);
  }

  private static String filePath(String hash) {
    return "%s/%s.yaml".formatted(FILES, hash);
  }
}
