package dev.bering.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who contributes what: the fields that tell contributors apart, the lines that count, and what of
 * each is summed.
 *
 * @param keys at least one
 * @param filters all of them have to pass
 * @param value what is summed, lines without a number there being left out; empty to count lines
 */
public record Contribution(
    List<FieldRef> keys, List<FlowFilter> filters, Optional<FieldRef> value) {

  public Contribution {
    keys = List.copyOf(keys);
    filters = List.copyOf(filters);
    if (keys.isEmpty()) {
      throw new IllegalStateException("no key");
    }
  }

  /** Traffic, by fields of its records. */
  public static Contribution of(List<FlowField> keys, Optional<FlowField> value) {
    return new Contribution(
        keys.stream().<FieldRef>map(FieldRef.Named::new).toList(),
        List.of(new FlowFilter.Traffic()),
        value.map(FieldRef.Named::new));
  }

  /** With one filter more. */
  public Contribution where(FlowFilter filter) {
    List<FlowFilter> more = new ArrayList<>(filters);
    more.add(filter);
    return new Contribution(keys, more, value);
  }
}
