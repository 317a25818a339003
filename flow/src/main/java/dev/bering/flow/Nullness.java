package dev.bering.flow;

import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Whether a column may be null, as JSpecify reads the record that declares it: primitives never,
 * {@code @Nullable} always, {@code @NonNull} never; what bears no annotation may not be null within
 * {@code @NullMarked} code and may be null elsewhere.
 */
final class Nullness {

  private Nullness() {}

  static boolean mayBeNull(RecordComponent column) {
    if (column.getType().isPrimitive()) {
      return false;
    }
    var type = column.getAnnotatedType();
    if (type.isAnnotationPresent(Nullable.class)) {
      return true;
    }
    if (type.isAnnotationPresent(NonNull.class)) {
      return false;
    }
    return !isNullMarked(column.getDeclaringRecord());
  }

  private static boolean isNullMarked(Class<?> type) {
    for (Class<?> scope = type; scope != null; scope = scope.getEnclosingClass()) {
      if (scope.isAnnotationPresent(NullMarked.class)) {
        return true;
      }
      if (scope.isAnnotationPresent(NullUnmarked.class)) {
        return false;
      }
    }
    return type.getPackage().isAnnotationPresent(NullMarked.class);
  }
}
