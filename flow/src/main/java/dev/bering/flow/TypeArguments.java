package dev.bering.flow;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the type parameters of a class stand for, where it is extended with arguments. */
record TypeArguments(Map<TypeVariable<?>, Type> bound) {
  static final TypeArguments NONE = new TypeArguments(Map.of());

  TypeArguments {
    bound = Map.copyOf(bound);
  }

  /** What the parameters of the class of {@code type} stand for, seen from here. */
  TypeArguments of(Type type) {
    var inner = new HashMap<TypeVariable<?>, Type>();
    if (type instanceof ParameterizedType p && p.getRawType() instanceof Class<?> raw) {
      for (int i = 0; i < raw.getTypeParameters().length; i++) {
        inner.put(raw.getTypeParameters()[i], resolve(p.getActualTypeArguments()[i]));
      }
    }
    return new TypeArguments(inner);
  }

  /** What {@code type} is, with everything in it that is a parameter replaced. */
  Type resolve(Type type) {
    if (type instanceof ParameterizedType p && p.getRawType() instanceof Class<?> raw) {
      return new Applied(
          raw, Arrays.stream(p.getActualTypeArguments()).map(this::resolve).toList());
    }
    return type instanceof TypeVariable<?> variable ? bound.getOrDefault(variable, type) : type;
  }

  /** A class with its arguments. */
  private record Applied(Class<?> raw, List<Type> arguments) implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
      return raw.getDeclaringClass();
    }

    @Override
    public String getTypeName() {
      return arguments.stream()
          .map(Type::getTypeName)
          .collect(Collectors.joining(", ", raw.getName() + "<", ">"));
    }
  }

  /**
   * How {@code type} implements the interface {@code wanted}: the arguments it gives it, found
   * through superclasses and superinterfaces.
   */
  static Optional<Type[]> implemented(Type type, Class<?> wanted) {
    return NONE.search(type, wanted);
  }

  private Optional<Type[]> search(Type type, Class<?> wanted) {
    Class<?> raw = raw(type);
    TypeArguments inner = of(type);
    if (raw == wanted) {
      Type[] arguments = new Type[wanted.getTypeParameters().length];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = inner.resolve(wanted.getTypeParameters()[i]);
      }
      return Optional.of(arguments);
    }
    for (Type parent : raw.getGenericInterfaces()) {
      Optional<Type[]> found = inner.search(parent, wanted);
      if (found.isPresent()) {
        return found;
      }
    }
    return raw.getGenericSuperclass() == null
        ? Optional.empty()
        : inner.search(raw.getGenericSuperclass(), wanted);
  }

  static Class<?> raw(Type type) {
    if (type instanceof ParameterizedType p) {
      return raw(p.getRawType());
    }
    return type instanceof Class<?> c ? c : Object.class;
  }
}
