package dev.bering.cost;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.model.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The estimates of a folder of bills: {@code estimates/} holds one file of JSON for each. An
 * estimate is written whole and never written over, as one that changes after the bill has come
 * would be none.
 */
public final class EstimateStore {

  private static final String ENDING = ".json";
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  private final BillStore bills;
  private final Path folder;

  private EstimateStore(BillStore bills) {
    this.bills = bills;
    this.folder = bills.folder().resolve("estimates");
  }

  /** The estimates beside some bills. */
  public static EstimateStore of(BillStore bills) {
    return new EstimateStore(bills);
  }

  /**
   * Checks that an estimate could be kept by a name.
   *
   * @throws UserException ESTIMATE_NAME if it is no name of a file, or there is one already
   */
  public void requireFree(String name) {
    if (!name.matches(NAME)) {
      throw UserException.usage(
          new Problem(
              "ESTIMATE_NAME",
              "Cannot keep estimate '%s': that is no name of a file.".formatted(name),
              "write letters, digits, '.', '_' and '-'"));
    }
    if (!isFree(name)) {
      throw UserException.usage(
          new Problem(
              "ESTIMATE_NAME",
              "Cannot keep estimate '%s': %s is there already.".formatted(name, file(name)),
              "give it another name with --as; an estimate is never changed"));
    }
  }

  private boolean isFree(String name) {
    return !Files.exists(file(name));
  }

  /** Where an estimate of this name is. */
  public Path file(String name) {
    return folder.resolve(name + ENDING);
  }

  /**
   * Keeps an estimate. After a failure it is not there; what is there is never written over.
   *
   * @throws UserException ESTIMATE_NAME, ESTIMATE_UNWRITABLE, or BILLS_BUSY if somebody else writes
   */
  public void keep(Estimate estimate) {
    write(estimate, this::itself);
  }

  /**
   * Keeps an estimate by its name, or, where another has it, by the first of {@code NAME-2}, {@code
   * NAME-3} and so on that none has, and gives it as it is kept. After a failure it is not there.
   *
   * @throws UserException ESTIMATE_UNWRITABLE, or BILLS_BUSY if somebody else writes
   */
  public Estimate keepBesideOthers(Estimate estimate) {
    return write(estimate, this::free);
  }

  private String itself(String name) {
    requireFree(name);
    return name;
  }

  private String free(String name) {
    String free = name;
    for (int number = 2; !isFree(free); number++) {
      free = name + "-" + number;
    }
    return free;
  }

  private Estimate write(Estimate estimate, UnaryOperator<String> name) {
    try (BillStore.Lock lock = bills.lock()) {
      Objects.requireNonNull(lock, "lock is null");
      Estimate kept = estimate.named(name.apply(estimate.name()));
      Files.createDirectories(folder);
      BillStore.removeParts(folder);
      WholeFile.replace(file(kept.name()), EstimateJson.text(kept));
      return kept;
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "ESTIMATE_UNWRITABLE",
              "Cannot keep estimate %s: %s.".formatted(file(estimate.name()), e.getMessage()),
              "see that the folder may be written"),
          e);
    }
  }

  /** The names of what is kept, in order; none if nothing is. */
  public List<String> names() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ENDING))
          .map(file -> file.substring(0, file.length() - ENDING.length()))
          .filter(name -> name.matches(NAME))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(folder, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Estimates by name.
   *
   * @throws UserException ESTIMATE_MISSING, ESTIMATE_UNREADABLE; all of them at once
   */
  public List<Estimate> read(List<String> names) {
    List<String> known = names();
    List<Estimate> estimates = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (String name : names) {
      if (!known.contains(name)) {
        problems.add(
            new Problem(
                "ESTIMATE_MISSING",
                "Cannot read estimate '%s': %s has none of that name.".formatted(name, folder),
                NearestName.hint(name, known)));
        continue;
      }
      try {
        estimates.add(read(name));
      } catch (UserException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    return estimates;
  }

  private Estimate read(String name) {
    Path file = file(name);
    try {
      Estimate estimate = EstimateJson.estimate(Files.readString(file, StandardCharsets.UTF_8));
      if (!estimate.name().equals(name)) {
        throw new IllegalArgumentException(
            "it is the estimate '%s' by another name".formatted(estimate.name()));
      }
      return estimate;
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw unreadable(file, Objects.requireNonNullElse(e.getMessage(), "it is damaged"), e);
    }
  }

  private static UserException unreadable(Path file, String fact, Exception cause) {
    return UserException.source(
        new Problem(
            "ESTIMATE_UNREADABLE",
            "Cannot read estimate %s: %s.".formatted(file, fact),
            "move it away, or get it back as it was written"),
        cause);
  }
}
