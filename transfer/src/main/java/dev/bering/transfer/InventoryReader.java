package dev.bering.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads inventories from files: what {@code aws ec2 describe-network-interfaces}, {@code
 * describe-nat-gateways}, {@code describe-vpc-endpoints}, {@code describe-instances} and {@code
 * describe-tags} print, of any number of regions, accounts and pages, and what {@link
 * InventoryFile} writes.
 *
 * <p>Source: DescribeNetworkInterfaces and the other operations of the Amazon EC2 API reference, as
 * of 2026-08.
 */
public final class InventoryReader {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final long LARGEST = 1L << 27;
  private static final int MOST_FILES = 10_000;

  private final List<Problem> problems = new ArrayList<>();
  private final InventoryDraft draft = new InventoryDraft();
  private final List<Page> pages = new ArrayList<>();

  /**
   * A page of a list.
   *
   * @param list what it is called, and the folder that it lies in
   * @param places zones, services and networks that it names, which tell its region
   * @param accounts those of what it lists; empty if it does not say
   */
  private record Page(String list, boolean isLast, List<String> places, Set<String> accounts) {

    /** Its region; empty if nothing on it tells. */
    String region(Map<String, String> ofNetworks) {
      return places.stream()
          .map(place -> ofNetworks.getOrDefault(place, InventoryDraft.regionIn(place)))
          .filter(region -> !region.isEmpty())
          .findFirst()
          .orElse("");
    }
  }

  private InventoryReader() {}

  /**
   * Reads files, and those below folders whose names end in {@code .json}.
   *
   * @throws UserException INVENTORY_FILE, and INVENTORY_CONTRADICTION, with everything that is
   *     wrong; a source that cannot be read, unless contradictions are all there is
   */
  public static Inventory read(List<Path> places) {
    return new InventoryReader().inventory(places);
  }

  /**
   * One answer of EC2.
   *
   * @param origin who gave it, for messages
   * @param json as {@code aws} prints it
   */
  public record Answer(String origin, String json) {}

  /**
   * The inventory that answers make, every page of which is there.
   *
   * @throws UserException INVENTORY_FILE, and INVENTORY_CONTRADICTION, with everything that is
   *     wrong; a source that cannot be read, unless contradictions are all there is
   */
  public static Inventory of(List<Answer> answers) {
    InventoryReader reader = new InventoryReader();
    for (Answer answer : answers) {
      JsonFacts facts = new JsonFacts(answer.origin(), reader.problems);
      try {
        new DescribedEc2(JSON.readTree(answer.json()), facts, reader.draft, answer.origin()).read();
      } catch (JsonProcessingException e) {
        facts.wrong("it is no JSON: " + e.getOriginalMessage(), "ask again");
      }
    }
    return reader.inventory();
  }

  private Inventory inventory(List<Path> places) {
    Set<Path> files = new LinkedHashSet<>();
    places.forEach(place -> find(place, files));
    for (Path file : files) {
      read(file);
    }
    return inventory();
  }

  private Inventory inventory() {
    Inventory inventory = new Inventory(List.of(), List.of(), List.of(), List.of());
    List<Problem> contradictions = List.of();
    try {
      inventory = draft.inventory();
    } catch (UserException e) {
      contradictions = e.problems();
    }
    Map<String, String> regions = new HashMap<>();
    inventory.places().stream()
        .filter(place -> !place.vpc().isEmpty())
        .forEach(place -> regions.putIfAbsent(place.vpc(), place.region()));
    pages.stream()
        .collect(Collectors.groupingBy(Page::list, TreeMap::new, Collectors.toList()))
        .forEach((list, some) -> requireLast(list, some, regions));
    if (problems.isEmpty() && contradictions.isEmpty()) {
      return inventory;
    }
    boolean isUnread = !problems.isEmpty();
    problems.addAll(contradictions);
    throw isUnread ? UserException.source(problems) : UserException.usage(problems);
  }

  /**
   * Each region of an account has a last page of a list of which it has pages. An empty page tells
   * no region: it may be the last of any one.
   */
  private void requireLast(String list, List<Page> all, Map<String, String> regions) {
    Map<String, List<Page>> byRegion =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    page -> page.region(regions), TreeMap::new, Collectors.toList()));
    List<Page> ofNone = Optional.ofNullable(byRegion.remove("")).orElse(List.of());
    long spare = ofNone.stream().filter(Page::isLast).count();
    List<String> open = new ArrayList<>();
    byRegion.forEach(
        (region, pages) -> {
          Map<String, List<Page>> byAccount = byAccount(pages);
          byAccount.forEach(
              (account, some) -> {
                if (some.stream().noneMatch(Page::isLast)) {
                  open.add(" of " + region + (byAccount.size() > 1 ? " of " + account : ""));
                }
              });
        });
    if (ofNone.size() > spare) {
      open.add("");
    }
    open.stream()
        .skip(spare)
        .forEach(
            region ->
                problems.add(
                    new Problem(
                        "INVENTORY_FILE",
                        "Cannot read inventory %s%s: more pages were to come, and the last is not there."
                            .formatted(list, region),
                        "save all pages, as 'aws' does without --max-items and --no-paginate")));
  }

  /** All together unless each says one account: networks that are shared show those of others. */
  private static Map<String, List<Page>> byAccount(List<Page> pages) {
    return pages.stream().allMatch(page -> page.accounts().size() == 1)
        ? pages.stream()
            .collect(
                Collectors.groupingBy(
                    page -> page.accounts().iterator().next(), TreeMap::new, Collectors.toList()))
        : Map.of("", pages);
  }

  private void find(Path place, Set<Path> files) {
    if (!Files.isDirectory(place)) {
      files.add(place);
      return;
    }
    int before = files.size();
    try (Stream<Path> below = Files.walk(place)) {
      below
          .filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
          .sorted()
          .limit(MOST_FILES + 1L)
          .forEach(files::add);
    } catch (IOException | UncheckedIOException e) {
      new JsonFacts(place.toString(), problems).wrong("it cannot be listed", "check its rights");
    }
    JsonFacts facts = new JsonFacts(place.toString(), problems);
    if (files.size() == before) {
      facts.wrong("no file of it ends in .json", "save what 'aws ec2 describe-...' prints there");
    } else if (files.size() - before > MOST_FILES) {
      facts.wrong("it has more than %d files".formatted(MOST_FILES), "name a smaller folder");
    }
  }

  private void read(Path file) {
    JsonFacts facts = new JsonFacts(file.toString(), problems);
    try {
      if (Files.size(file) > LARGEST) {
        facts.wrong("it has %d bytes".formatted(Files.size(file)), "save it in pages");
        return;
      }
      JsonNode root = JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
      if (!root.isObject()) {
        facts.wrong("it is no JSON object", "save what 'aws ec2 describe-...' prints");
        return;
      }
      if (root.has("inventory")) {
        InventoryFile.read(root, facts, draft, file.toString());
      } else {
        read(root, file, facts);
      }
    } catch (JsonProcessingException e) {
      facts.wrong(
          "it is no JSON: " + e.getOriginalMessage().replaceAll("(?s)\\s*\\(.*", ""),
          "save what 'aws ec2 describe-... --output json' prints");
    } catch (IOException e) {
      facts.wrong(
          e instanceof CharacterCodingException
              ? "it is no text"
              : Files.exists(file) ? "it cannot be read" : "it is not there",
          "name saved files");
    }
  }

  private void read(JsonNode root, Path file, JsonFacts facts) {
    DescribedEc2 described = new DescribedEc2(root, facts, draft, file.toString());
    List<String> lists = described.read();
    if (lists.isEmpty()) {
      facts.wrong(
          "it has none of %s".formatted(String.join(", ", DescribedEc2.LISTS)),
          "save what 'aws ec2 describe-...' prints, or leave it out");
    }
    boolean isLast = facts.text(root, "NextToken").isEmpty();
    List<String> places = new ArrayList<>();
    // The service of an endpoint may be another region's: it counts where nothing else tells.
    for (String key : List.of("AvailabilityZone", "VpcId", "ServiceName")) {
      places.addAll(root.findValuesAsText(key));
    }
    Path folder = file.toAbsolutePath().getParent();
    for (String list : lists) {
      Set<String> accounts = new TreeSet<>();
      root.path(list).forEach(one -> accounts.add(one.path("OwnerId").asText("")));
      accounts.remove("");
      pages.add(new Page("%s: %s".formatted(folder, list), isLast, places, accounts));
    }
  }
}
