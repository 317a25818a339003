package dev.bering.clone;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bering.stores.Content;
import java.time.Instant;

/**
 * One step of making a copy visible: commits, checkpoints, metadata files. A plan's publications
 * are carried out one after the other, in their order, when every file is copied.
 */
public sealed interface Publication {

  /** Relative to the target's root. */
  String path();

  /** Bytes that are written; 0 where files are removed. */
  long sizeBytes();

  /** What happens to a file that is there already. */
  enum Rule {
    /** It must have the same bytes; anything else is a target that somebody else has changed. */
    IF_ABSENT,
    /** It gives way. */
    REPLACE
  }

  /**
   * A file of the source, byte for byte.
   *
   * @param source relative to the source's root
   * @param modified what the copy's modification time is to be, where the target's store allows
   */
  record Copied(String source, String path, long sizeBytes, Instant modified, Rule rule)
      implements Publication {}

  /**
   * A file that the copy needs and the source does not have in this form.
   *
   * @param sizeBytes as far as is known before it is written
   * @param content what it holds
   */
  record Written(
      String path, long sizeBytes, Instant modified, Rule rule, @JsonIgnore Content content)
      implements Publication {}

  /** A file that is not to be there any more; nothing happens if it is gone already. */
  record Removed(String path) implements Publication {
    @Override
    public long sizeBytes() {
      return 0;
    }
  }

  /**
   * Files that nothing names any more, removed in any order.
   *
   * @param path where they lie, for people
   */
  record Swept(String path, FileList files) implements Publication {
    @Override
    public long sizeBytes() {
      return 0;
    }
  }

  /** {@code copied}, {@code written}, {@code removed} or {@code swept}. */
  @JsonProperty
  default String step() {
    return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}
