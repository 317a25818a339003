package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a component is called and which ports it has. */
record Signature<I extends Record, O extends Record>(
    String component, String version, Bundle<I> in, Bundle<O> out) {

  /**
   * Reads the signature of {@code component}.
   *
   * @throws UserException FLOW_COMPONENT_ERASED if it is a lambda, or what is wrong with its ports
   */
  static <I extends Record, O extends Record> Signature<I, O> of(MultiTransformer<I, O> component) {
    if (component instanceof Flow<I, O> flow) {
      return flow.signature();
    }
    if (component instanceof Transformers.Declared<I, O> declared) {
      return declared.signature();
    }
    Class<?> type = component.getClass();
    Type[] ports =
        TypeArguments.implemented(type, MultiTransformer.class)
            .orElseThrow(
                () -> new IllegalStateException("%s implements no component".formatted(type)));
    if (!isRecord(ports[0]) || !isRecord(ports[1])) {
      throw erased(type);
    }
    return ofPorts(name(type), version(type), ports[0], ports[1]);
  }

  /** With as many optional and repeated inputs as {@code given} holds. */
  Signature<I, O> shapedFor(@Nullable I given) {
    return in.open().isEmpty()
        ? this
        : new Signature<>(component, version, in.shapedFor(given), out);
  }

  @SuppressWarnings("unchecked") // the types come from the component's own declaration
  private static <I extends Record, O extends Record> Signature<I, O> ofPorts(
      String name, String version, Type in, Type out) {
    var problems = new ArrayList<Problem>();
    Optional<Bundle<?>> inputs = read(() -> bundle(in), problems);
    Optional<Bundle<?>> outputs = read(() -> bundle(out).asOutputs(), problems);
    if (inputs.isEmpty() || outputs.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new Signature<>(
        name, version, (Bundle<I>) inputs.orElseThrow(), (Bundle<O>) outputs.orElseThrow());
  }

  private static Bundle<?> bundle(Type type) {
    return Bundle.of(TypeArguments.raw(type).asSubclass(Record.class), TypeArguments.NONE.of(type));
  }

  private static Optional<Bundle<?>> read(Supplier<Bundle<?>> bundle, List<Problem> problems) {
    try {
      return Optional.of(bundle.get());
    } catch (UserException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  private static boolean isRecord(Type type) {
    return TypeArguments.raw(type).isRecord();
  }

  private static UserException erased(Class<?> type) {
    return type.isSynthetic()
        ? unreadable(
            TypeName.of(type).replaceFirst("\\.\\.Lambda.*", "'s lambda"),
            "a lambda does not keep its types",
            "use Transformers.of(In.class, Out.class, fn)")
        : unreadable(
            TypeName.of(type),
            "its type arguments are erased",
            "extend it with the records named, or use Transformers.of(In.class, Out.class, fn)");
  }

  private static UserException unreadable(String component, String fact, String hint) {
    return UserException.usage(
        new Problem(
            "FLOW_COMPONENT_ERASED",
            "Cannot read the ports of component %s: %s.".formatted(component, fact),
            hint));
  }

  private static String name(Class<?> type) {
    Component named = type.getAnnotation(Component.class);
    if (named != null && !named.name().isEmpty()) {
      return named.name();
    }
    return type.getSimpleName().isEmpty() ? TypeName.of(type) : type.getSimpleName();
  }

  private static String version(Class<?> type) {
    Component named = type.getAnnotation(Component.class);
    return named == null ? "1" : named.version();
  }
}
