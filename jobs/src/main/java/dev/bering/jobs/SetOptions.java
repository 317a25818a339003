package dev.bering.jobs;

import dev.bering.model.NearestName;
import dev.bering.model.UserException;
import dev.bering.yaml.YamlFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of {@code --set a.b=c} as a layer. Keys of spec and run need no {@code spec.} before
 * them; a setting of Spark keeps the dots of its name.
 */
final class SetOptions {
  private static final String OPTION = "--set";

  private final Shape.Group shape;
  private final Complaints complaints;

  SetOptions(Shape.Group shape, Complaints complaints) {
    this.shape = shape;
    this.complaints = complaints;
  }

  Layer layer(List<String> sets) {
    Value.Fields all = Value.Fields.none(Origin.of(OPTION));
    for (String set : sets) {
      Optional<Value.Fields> one = one(set);
      if (one.isPresent()) {
        all = all.under(one.get());
      }
    }
    return new Layer(OPTION, all);
  }

  private Optional<Value.Fields> one(String set) {
    int equals = set.indexOf('=');
    if (equals < 1) {
      complaints.wrong(
          Origin.of(OPTION), "it is no KEY=VALUE", "write it as in --set params.ds=2026-01-01");
      return Optional.empty();
    }
    String path = set.substring(0, equals);
    Origin origin = Origin.of(OPTION + " " + path);
    List<String> keys = new ArrayList<>(List.of(path.split("\\.", -1)));
    String first = keys.get(0);
    if (!shape.names().contains(first)) {
      if (JobShape.SPEC.names().contains(first)) {
        keys.add(0, "spec");
      } else if (JobShape.RUN.names().contains(first)) {
        keys.add(0, "run");
      } else {
        List<String> names = new ArrayList<>(shape.names());
        names.addAll(JobShape.SPEC.names());
        names.addAll(JobShape.RUN.names());
        complaints.wrong(
            origin, "a job file has no key '%s'".formatted(first), NearestName.hint(first, names));
        return Optional.empty();
      }
    }
    return value(set.substring(equals + 1), origin)
        .flatMap(value -> nested(keys, shape, value, origin));
  }

  private Optional<Value> value(String text, Origin origin) {
    try {
      Optional<Value> value =
          new ValueReader(YamlFile.ofOption(origin.place(), text), origin.place()).read();
      return Optional.of(
          value
              .map(found -> at(found, origin))
              .orElseGet(() -> new Value.Scalar(Value.Kind.NULL, "", origin)));
    } catch (UserException e) {
      complaints.addAll(e.problems());
      return Optional.empty();
    }
  }

  /** The same mapping as if all of it stood at {@code origin}. */
  static Value.Fields withoutLines(Value.Fields fields, Origin origin) {
    Map<String, Value> all = new LinkedHashMap<>();
    fields.values().forEach((key, child) -> all.put(key, at(child, origin)));
    return new Value.Fields(all, origin);
  }

  private static Value at(Value value, Origin origin) {
    if (value instanceof Value.Fields fields) {
      return withoutLines(fields, origin);
    }
    if (value instanceof Value.Items items) {
      return new Value.Items(
          items.values().stream().map(child -> at(child, origin)).toList(), origin);
    }
    Value.Scalar scalar = (Value.Scalar) value;
    return new Value.Scalar(scalar.kind(), scalar.text(), origin);
  }

  private Optional<Value.Fields> nested(List<String> keys, Shape at, Value value, Origin origin) {
    String key = keys.get(0);
    List<String> rest = keys.subList(1, keys.size());
    Shape below = new Shape.Verbatim("");
    if (at instanceof Shape.Group group) {
      Shape.Key known = group.byName().get(key);
      if (known == null) {
        complaints.wrong(
            origin,
            "a job file has no key '%s' there".formatted(key),
            NearestName.hint(key, group.names()));
        return Optional.empty();
      }
      below = known.shape();
    } else if (at instanceof Shape.MapOf map) {
      below = map.of();
      if (below instanceof Shape.Text) {
        key = String.join(".", keys);
        rest = List.of();
      }
    } else if (at instanceof Shape.Brief both) {
      return nested(keys, both.whole(), value, origin);
    } else if (!(at instanceof Shape.Verbatim)) {
      complaints.wrong(
          origin, "nothing stands below a plain value or a list", "set the whole of it");
      return Optional.empty();
    }
    if (rest.isEmpty()) {
      return Optional.of(new Value.Fields(Map.of(key, value), origin));
    }
    String name = key;
    return nested(rest, below, value, origin)
        .map(child -> new Value.Fields(Map.of(name, child), origin));
  }
}
