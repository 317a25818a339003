package dev.bering.transfer;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What tells contributors apart where each byte is counted once. */
public sealed interface OnceKey {

  /** A field of the record that counts. */
  record OfField(FlowField field) implements OnceKey {
    @Override
    public String text() {
      return field.text();
    }
  }

  /**
   * A tag that the inventory has of whoever uses the way: of the machine, else of its interface.
   *
   * @param key of the tag, such as map-migrated
   */
  record OfTag(String key) implements OnceKey {

    static final String PREFIX = "tag:";

    @Override
    public String text() {
      return PREFIX + key;
    }
  }

  /** What only an inventory tells. */
  enum OfPath implements OnceKey {
    /** The class of the way, such as {@code nat-gateway}. */
    PATH,
    /** The gateway, endpoint or machine on the way. */
    VIA,
    /** Who uses it: the machine behind a NAT gateway, the inner end of any other way. */
    CLIENT,
    /** The service of AWS at either end, such as S3, where records say so. */
    SERVICE,
    /** {@code same} or {@code cross}: whether both ends are in one zone. */
    ZONES;

    @Override
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What it is called. */
  String text();

  /** The key of a name; empty if there is none. */
  static Optional<OnceKey> named(String name) {
    if (name.startsWith(OfTag.PREFIX) && name.length() > OfTag.PREFIX.length()) {
      return Optional.of(new OfTag(name.substring(OfTag.PREFIX.length())));
    }
    Optional<OnceKey> ofPath =
        Stream.<OnceKey>of(OfPath.values()).filter(key -> key.text().equals(name)).findFirst();
    return ofPath.isPresent() ? ofPath : FlowField.named(name).map(OfField::new);
  }

  /** Every name but those of tags. */
  static List<String> names() {
    return Stream.concat(
            Stream.of(OfPath.values()).map(OnceKey::text), FlowFormat.knownNames().stream())
        .toList();
  }

  /**
   * Only records of some values.
   *
   * @param texts any of them
   */
  record Only(OnceKey key, List<String> texts) {
    public Only {
      texts = List.copyOf(texts);
    }
  }
}
