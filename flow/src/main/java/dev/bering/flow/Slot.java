package dev.bering.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One component of a bundle of ports, and how many handles it holds.
 *
 * @param count one for a plain port; one or none for an optional, any number for a repeated one
 */
record Slot(PortSpec declared, int count) {

  static Slot one(PortSpec declared) {
    return new Slot(declared, 1);
  }

  Slot times(int other) {
    return new Slot(declared, other);
  }

  /** Whether the count may be another than one. */
  boolean isOpen() {
    return declared.occurs() != PortSpec.Occurs.ONCE;
  }

  /** As plain ports. */
  List<PortSpec> ports() {
    return IntStream.range(0, count).mapToObj(this::port).toList();
  }

  private PortSpec port(int index) {
    return declared.occurs() == PortSpec.Occurs.REPEATED
        ? declared.named(declared.name() + "[" + index + "]")
        : declared;
  }

  /**
   * How many handles {@code held} is, which stands where {@code declared} is; one if it is null.
   */
  static int count(PortSpec declared, @Nullable Object held) {
    if (declared.occurs() == PortSpec.Occurs.REPEATED && held instanceof List<?> list) {
      return list.size();
    }
    return held instanceof Optional<?> optional && optional.isEmpty() ? 0 : 1;
  }

  /** How many of {@code names} are names of this port. */
  int count(Set<String> names) {
    return declared.occurs() == PortSpec.Occurs.REPEATED
        ? (int) names.stream().filter(this::isElement).count()
        : names.contains(declared.name()) ? 1 : 0;
  }

  private boolean isElement(String name) {
    return name.startsWith(declared.name() + "[") && name.endsWith("]");
  }

  /** What stands in the record: the handle, an optional or a list of handles. */
  Object value(Function<PortSpec, Handle> valueOf) {
    List<Handle> handles = new ArrayList<>();
    ports().forEach(port -> handles.add(valueOf.apply(port)));
    return switch (declared.occurs()) {
      case ONCE -> handles.get(0);
      case OPTIONAL -> handles.stream().findFirst();
      case REPEATED -> Collections.unmodifiableList(handles);
    };
  }

  /** One of the handles in {@code held}, which was made with {@link #value}; null if it is none. */
  @Nullable Handle handle(@Nullable Object held, int index) {
    Object one =
        held instanceof List<?> list
            ? index < list.size() ? list.get(index) : null
            : held instanceof Optional<?> optional ? optional.orElse(null) : held;
    return (Handle) one;
  }
}
