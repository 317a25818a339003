package dev.bering.jobs;

import dev.bering.model.NearestName;
import dev.bering.yaml.ClearSecrets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in references, a name in braces after a dollar: {@code params.NAME}, {@code env.NAME},
 * {@code run.id}, {@code run.logicalDate}, {@code metadata.name} and {@code artifacts}. A second
 * dollar before it makes it plain text.
 */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$(\\$?)\\{([^{}]*)\\}");
  private static final String PARAMS = "params.";
  private static final String ENV = "env.";
  private static final int MAX_LENGTH = 64 * 1024;

  private final Value.Fields job;
  private final RunContext context;
  private final Complaints complaints;
  private final Deque<String> open = new ArrayDeque<>();
  private final Map<String, Optional<String>> known = new LinkedHashMap<>();

  References(Value.Fields job, RunContext context, Complaints complaints) {
    this.job = job;
    this.context = context;
    this.complaints = complaints;
  }

  /** Every text of a value filled in. */
  Value in(Value value) {
    return mapped(value, this::filled);
  }

  /** The same, leaving references to parameters as they are. */
  Value exceptParameters(Value value) {
    return mapped(
        value,
        scalar ->
            filled(
                scalar,
                name ->
                    name.startsWith(PARAMS)
                        ? Optional.of("${" + name + "}")
                        : of(name, scalar.origin())));
  }

  private static Value mapped(Value value, UnaryOperator<Value.Scalar> each) {
    if (value instanceof Value.Fields fields) {
      Map<String, Value> all = new LinkedHashMap<>();
      fields.values().forEach((key, child) -> all.put(key, mapped(child, each)));
      return new Value.Fields(all, fields.origin());
    }
    if (value instanceof Value.Items items) {
      return new Value.Items(
          items.values().stream().map(child -> mapped(child, each)).toList(), items.origin());
    }
    return each.apply((Value.Scalar) value);
  }

  private Value.Scalar filled(Value.Scalar scalar) {
    return filled(scalar, name -> of(name, scalar.origin()));
  }

  private interface Lookup {
    Optional<String> find(String name);
  }

  private Value.Scalar filled(Value.Scalar scalar, Lookup lookup) {
    if (!scalar.text().contains("${")) {
      return scalar;
    }
    Matcher matcher = REFERENCE.matcher(scalar.text());
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      String found =
          matcher.group(1).isEmpty()
              ? lookup.find(matcher.group(2)).orElse(matcher.group())
              : "${" + matcher.group(2) + "}";
      matcher.appendReplacement(text, Matcher.quoteReplacement(found));
      if (text.length() > MAX_LENGTH) {
        complaints.wrong(
            scalar.origin(),
            "a value is longer than %,d characters once it is filled in".formatted(MAX_LENGTH),
            "write shorter values");
        return scalar;
      }
    }
    matcher.appendTail(text);
    return scalar.withText(text.toString());
  }

  private Optional<String> of(String name, Origin asked) {
    if (open.contains(name)) {
      complaints.wrong(
          asked,
          "'${%s}' is said by means of itself".formatted(name),
          "give one of %s a value of its own".formatted(String.join(", ", open)));
      return Optional.empty();
    }
    Optional<String> before = known.get(name);
    if (before != null) {
      return before;
    }
    open.addLast(name);
    Optional<String> found = find(name, asked);
    open.removeLast();
    known.put(name, found);
    return found;
  }

  private Optional<String> find(String name, Origin asked) {
    if (name.startsWith(PARAMS)) {
      return parameter(name.substring(PARAMS.length()), asked);
    }
    if (name.startsWith(ENV)) {
      return variable(name.substring(ENV.length()), asked);
    }
    return switch (name) {
      case "run.id" -> Optional.of(context.runId());
      case "run.logicalDate" -> Optional.of(context.logicalDate().toString());
      case "metadata.name" -> text(job.fields("metadata").at("name"));
      case "artifacts" -> artifacts(asked);
      default -> {
        complaints.wrong(
            asked,
            "'${%s}' stands for nothing".formatted(name),
            "%s, or write $${...} for the text itself".formatted(NearestName.hint(name, names())));
        yield Optional.empty();
      }
    };
  }

  private Optional<String> artifacts(Origin asked) {
    Optional<String> artifacts = text(job.fields("spec").at("artifacts"));
    if (artifacts.isEmpty()) {
      complaints.wrong(asked, "'${artifacts}' has no value", "write 'artifacts: ...' under spec");
    }
    return artifacts;
  }

  private Optional<String> parameter(String name, Origin asked) {
    Value.Fields params = job.fields("spec").fields("params");
    if (params.at(name).isEmpty()) {
      complaints.wrong(
          asked,
          "'${params.%s}' is no parameter of the job".formatted(name),
          params.values().isEmpty()
              ? "declare it under spec.params"
              : NearestName.hint(name, params.values().keySet()));
      return Optional.empty();
    }
    Optional<String> value = text(params.fields(name).at("default"));
    if (value.isEmpty()) {
      complaints.wrong(
          params.at(name).orElseThrow().origin(),
          "parameter '%s' has no value".formatted(name),
          "give it a default, or run with --set params.%s=...".formatted(name));
    }
    return value;
  }

  private Optional<String> variable(String name, Origin asked) {
    if (ClearSecrets.isNameOfOne(name)) {
      complaints.wrong(
          asked,
          "'${env.%s}' would put a secret into the job's definition".formatted(name),
          "write it under spec.secrets as '%s: {ref: \"env:%s\"}'".formatted(name, name));
      return Optional.empty();
    }
    Optional<String> value = context.environment().apply(name);
    if (value.isPresent() && ClearSecrets.standsIn(value.get())) {
      complaints.wrong(
          asked,
          "environment variable %s holds a secret, which would stand in the job's definition"
              .formatted(name),
          "write it under spec.secrets as '%s: {ref: \"env:%s\"}'".formatted(name, name));
      return Optional.empty();
    }
    if (value.isEmpty()) {
      complaints.wrong(
          asked,
          "environment variable %s is not set".formatted(name),
          "set it, or write the value");
    }
    return value;
  }

  private Optional<String> text(Optional<Value> value) {
    return value
        .filter(Value.Scalar.class::isInstance)
        .map(found -> filled((Value.Scalar) found).text());
  }

  private List<String> names() {
    List<String> names =
        new ArrayList<>(List.of("run.id", "run.logicalDate", "metadata.name", "artifacts"));
    job.fields("spec").fields("params").values().keySet().forEach(name -> names.add(PARAMS + name));
    return names;
  }
}
