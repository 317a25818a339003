package dev.bering.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SemanticsTest {

  private static final List<Class<?>> THEMES =
      List.of(
          Dates.class,
          Division.class,
          Overflow.class,
          Rounding.class,
          Substring.class,
          TextComparison.class);

  @Test
  void everyFunctionSaysWhoseItIs() {
    Stream<Method> silent =
        THEMES.stream()
            .flatMap(theme -> Stream.of(theme.getDeclaredMethods()))
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> !method.getName().equals("paddedOrder"))
            .filter(method -> !method.isAnnotationPresent(BehavesAs.class));
    assertThat(silent).isEmpty();
    assertThat(Stream.of(NullOrder.class.getFields()))
        .allMatch(field -> field.isAnnotationPresent(BehavesAs.class));
  }
}
