package dev.bering.jobs;

import dev.bering.model.NearestName;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Holds values against their shapes; everything that does not fit is told, with its line. */
final class ShapeCheck {

  /** What is still to be filled in fits wherever a plain value does. */
  private static final String REFERENCE = "${";

  private final Complaints complaints;
  private final boolean whole;
  private final Predicate<String> isOpen;

  private ShapeCheck(Complaints complaints, boolean whole, Predicate<String> isOpen) {
    this.complaints = complaints;
    this.whole = whole;
    this.isOpen = isOpen;
  }

  /** Checks one layer: keys may be missing, nulls remove, references are still to be filled in. */
  static void layer(Value value, Shape.Group shape, Complaints complaints) {
    new ShapeCheck(complaints, false, text -> text.contains(REFERENCE)).check("", value, shape);
  }

  /**
   * Checks what all layers come to: what is required is there, and nothing is left to fill in but
   * what {@code context} leaves open.
   */
  static void whole(Value value, Shape.Group shape, RunContext context, Complaints complaints) {
    new ShapeCheck(complaints, true, context::leavesOpen).check("", value, shape);
  }

  private void check(String path, Value value, Shape shape) {
    if (value instanceof Value.Scalar scalar && scalar.isNull()) {
      return;
    }
    if (shape instanceof Shape.Group group) {
      group(path, value, group);
    } else if (shape instanceof Shape.MapOf map) {
      map(path, value, map);
    } else if (shape instanceof Shape.ListOf list) {
      list(path, value, list);
    } else if (shape instanceof Shape.Brief either) {
      check(path, value, value instanceof Value.Scalar ? either.plain() : either.whole());
    } else if (!(shape instanceof Shape.Verbatim)) {
      plain(path, value, shape);
    }
  }

  private void group(String path, Value value, Shape.Group group) {
    if (!(value instanceof Value.Fields fields)) {
      complaints.wrong(
          value.origin(),
          "%s is no mapping of keys to values".formatted(named(path)),
          "write 'key: value' lines");
      return;
    }
    Map<String, Shape.Key> keys = group.byName();
    fields
        .values()
        .forEach(
            (name, child) -> {
              Shape.Key key = keys.get(name);
              if (key == null) {
                complaints.wrong(
                    child.origin(),
                    "%s has no key '%s'".formatted(named(path), name),
                    NearestName.hint(name, group.names()));
              } else {
                check(path.isEmpty() ? name : path + "." + name, child, key.shape());
              }
            });
    if (whole) {
      for (Shape.Key key : group.keys()) {
        if (key.presence() == Shape.Presence.REQUIRED && !fields.values().containsKey(key.name())) {
          complaints.wrong(
              fields.origin(),
              "%s has no %s".formatted(named(path), key.name()),
              "write '%s: ...'".formatted(key.name()));
        }
      }
    }
  }

  private void map(String path, Value value, Shape.MapOf map) {
    if (value instanceof Value.Fields fields) {
      fields
          .values()
          .forEach(
              (name, child) -> {
                if (name.isBlank()) {
                  complaints.wrong(
                      child.origin(),
                      "a %s has no name".formatted(map.what()),
                      "write 'name: ...'");
                }
                check(path + "." + name, child, map.of());
              });
    } else {
      complaints.wrong(
          value.origin(),
          "%s is no mapping of keys to values".formatted(named(path)),
          "write 'key: value' lines");
    }
  }

  private void list(String path, Value value, Shape.ListOf list) {
    List<Value> values = value instanceof Value.Items items ? items.values() : List.of(value);
    for (Value one : values) {
      if (one instanceof Value.Scalar scalar && scalar.isNull()) {
        complaints.wrong(
            one.origin(), "%s has an entry without a value".formatted(named(path)), "leave it out");
      } else {
        check(path, one, list.of());
      }
    }
  }

  private void plain(String path, Value value, Shape shape) {
    if (!(value instanceof Value.Scalar scalar) || scalar.text().isBlank()) {
      complaints.wrong(
          value.origin(),
          "%s has no plain value".formatted(named(path)),
          "write a text, a number, true or false");
    } else if (!isOpen.test(scalar.text())) {
      fits(path, scalar, shape);
    }
  }

  private void fits(String path, Value.Scalar scalar, Shape shape) {
    if (shape instanceof Shape.Text text && !text.form().matcher(scalar.text()).matches()) {
      complaints.wrong(
          scalar.origin(),
          "%s is no %s".formatted(named(path), text.what()),
          "write it as in " + text.example());
    } else if (shape instanceof Shape.Word word && !word.words().contains(scalar.text())) {
      complaints.wrong(
          scalar.origin(),
          "%s cannot have this value".formatted(named(path)),
          NearestName.hint(scalar.text(), word.words()));
    } else if (shape instanceof Shape.Flag && !scalar.text().matches("true|false")) {
      complaints.wrong(
          scalar.origin(),
          "%s is neither true nor false".formatted(named(path)),
          "write true or false");
    }
  }

  private static String named(String path) {
    return path.isEmpty() ? "the file" : "'%s'".formatted(path);
  }
}
