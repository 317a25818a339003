package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A record whose components are ports: what they declare, and the way from a record to its handles
 * and back. Optional and repeated ports are counted, so {@code ports} are plain ones: none for an
 * optional port left empty, and as many as it is fed with for a repeated one, numbered from 0.
 */
record Bundle<R extends Record>(Class<R> type, List<Slot> slots, List<PortSpec> ports) {

  Bundle {
    slots = List.copyOf(slots);
    ports = List.copyOf(ports);
  }

  private Bundle(Class<R> type, List<Slot> slots) {
    this(type, slots, slots.stream().flatMap(slot -> slot.ports().stream()).toList());
  }

  static <R extends Record> Bundle<R> of(Class<R> type) {
    return of(type, TypeArguments.NONE);
  }

  /**
   * The ports of {@code type}, whose type parameters stand for {@code arguments}. Of the optional
   * and the repeated ones there is one each.
   *
   * @throws UserException for every component that is no port
   */
  static <R extends Record> Bundle<R> of(Class<R> type, TypeArguments arguments) {
    var slots = new ArrayList<Slot>();
    var problems = new ArrayList<Problem>();
    for (RecordComponent component : type.getRecordComponents()) {
      try {
        slots.add(Slot.one(new PortReader(component, arguments).read()));
      } catch (UserException e) {
        problems.addAll(e.problems());
      }
    }
    refuse(problems);
    var bundle = new Bundle<>(type, slots);
    refuse(bundle.misapplied());
    return bundle;
  }

  /** Models that are applied to an input that does not declare what they are given. */
  private List<Problem> misapplied() {
    var problems = new ArrayList<Problem>();
    for (RecordComponent component : type.getRecordComponents()) {
      AppliedTo applied = component.getAnnotation(AppliedTo.class);
      if (applied != null) {
        String subject = "Cannot read port %s.%s".formatted(TypeName.of(type), component.getName());
        declared(component.getName())
            .filter(PortSpec.Model.class::isInstance)
            .map(PortSpec.Model.class::cast)
            .ifPresentOrElse(
                model -> problems.addAll(misapplied(subject, model, applied.value())),
                () ->
                    problems.add(
                        new Problem(
                            "FLOW_MODEL_APPLIED",
                            subject + ": it is applied to another, but is no model.",
                            "drop @AppliedTo")));
      }
    }
    return problems;
  }

  private List<Problem> misapplied(String subject, PortSpec.Model model, String input) {
    Optional<PortSpec> port = declared(input);
    if (port.isEmpty() || !(port.get() instanceof PortSpec.Rows rows)) {
      return List.of(
          new Problem(
              "FLOW_MODEL_APPLIED",
              "%s: it is applied to %s, which is no frame of declared columns."
                  .formatted(subject, input),
              "name a Frame of the same record"));
    }
    return Covering.problems(
        "%s, applied to %s".formatted(subject, input),
        rows.schema(),
        model.signature().input(),
        Covering.Nulls.REFUSED);
  }

  private Optional<PortSpec> declared(String name) {
    return slots.stream().map(Slot::declared).filter(p -> p.name().equals(name)).findFirst();
  }

  /** The bundle {@code type}, whose components are {@code ports}, in this order. */
  static <R extends Record> Bundle<R> ofPorts(Class<R> type, List<? extends PortSpec> ports) {
    return new Bundle<>(type, ports.stream().map(Slot::one).toList());
  }

  /**
   * This bundle as outputs.
   *
   * @throws UserException FLOW_PORT_OPEN for every optional or repeated port: what a component
   *     makes does not depend on what it is given
   */
  Bundle<R> asOutputs() {
    refuse(
        slots.stream()
            .filter(Slot::isOpen)
            .map(
                slot ->
                    new Problem(
                        "FLOW_PORT_OPEN",
                        "Cannot read port %s.%s: an output is there always and once, it is %s."
                            .formatted(
                                TypeName.of(type),
                                slot.declared().name(),
                                slot.declared().occurs() == PortSpec.Occurs.OPTIONAL
                                    ? "an Optional"
                                    : "a List"),
                        "make it a Frame<...>, without rows where there is nothing to say"))
            .toList());
    return this;
  }

  private static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  /** The optional and repeated ports, as declared. */
  List<PortSpec> open() {
    return slots.stream().filter(Slot::isOpen).map(Slot::declared).toList();
  }

  /** The optional and repeated ports that are left empty, as declared. */
  List<PortSpec> empty() {
    return slots.stream().filter(slot -> slot.count() == 0).map(Slot::declared).toList();
  }

  /** With as many of each optional and repeated port as {@code given} holds. */
  Bundle<R> shapedFor(@Nullable Record given) {
    return given == null || open().isEmpty()
        ? this
        : counted(slot -> Slot.count(slot.declared(), held(given, slot)));
  }

  /** With as many of each optional and repeated port as there are {@code names} of it. */
  Bundle<R> shapedFor(Set<String> names) {
    return counted(slot -> slot.count(names));
  }

  /** With no optional and no repeated port. */
  Bundle<R> emptied() {
    return counted(slot -> 0);
  }

  private Bundle<R> counted(ToIntFunction<Slot> count) {
    return new Bundle<>(
        type,
        slots.stream()
            .map(slot -> slot.isOpen() ? slot.times(count.applyAsInt(slot)) : slot)
            .toList());
  }

  /** A bundle with {@code valueOf} each of its ports. */
  R make(Function<PortSpec, Handle> valueOf) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<R> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical.newInstance(slots.stream().map(slot -> slot.value(valueOf)).toArray());
    } catch (InvocationTargetException e) {
      throw bundleFailed(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make a %s".formatted(type), e);
    }
  }

  private IllegalStateException bundleFailed(@Nullable Throwable cause) {
    return new IllegalStateException(
        "The constructor of %s failed; a bundle of ports only holds them"
            .formatted(TypeName.of(type)),
        cause);
  }

  /** What {@code bundle} holds for {@code port}; null where its maker put null. */
  @Nullable Handle read(Record bundle, PortSpec port) {
    for (Slot slot : slots) {
      int index = slot.ports().indexOf(port);
      if (index >= 0) {
        return slot.handle(held(bundle, slot), index);
      }
    }
    throw new IllegalStateException("%s has no port %s".formatted(type, port));
  }

  private @Nullable Object held(Record bundle, Slot slot) {
    try {
      for (RecordComponent component : type.getRecordComponents()) {
        if (component.getName().equals(slot.declared().name())) {
          component.getAccessor().setAccessible(true);
          return component.getAccessor().invoke(bundle);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read %s of %s".formatted(slot, bundle), e);
    }
    throw new IllegalStateException("%s has no component for %s".formatted(type, slot));
  }
}
