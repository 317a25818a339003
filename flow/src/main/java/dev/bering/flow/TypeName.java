package dev.bering.flow;

/** How messages spell a class: without its package, nested classes with a dot. */
final class TypeName {

  private TypeName() {}

  static String of(Class<?> type) {
    String full = type.getName();
    return full.substring(full.lastIndexOf('.') + 1).replace('$', '.');
  }
}
