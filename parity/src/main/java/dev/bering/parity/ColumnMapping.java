package dev.bering.parity;

import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which column of the right a column of the left is, where the two have different names. */
final class ColumnMapping {

  private final Map<String, String> declared = new LinkedHashMap<>();
  private final Set<String> left;
  private final Set<String> right;
  private final Complaints complaints;

  private ColumnMapping(
      Comparison comparison, Relation left, Relation right, Complaints complaints) {
    comparison
        .columns()
        .forEach(
            (column, rule) -> {
              if (!rule.right().isEmpty() && !rule.right().equalsIgnoreCase(column)) {
                declared.put(column, rule.right());
              }
            });
    this.left = names(left);
    this.right = names(right);
    this.complaints = complaints;
  }

  /** The mapping as far as it makes sense; what does not is complained of. */
  static Map<String, String> of(
      Comparison comparison, Relation left, Relation right, Complaints complaints) {
    return new ColumnMapping(comparison, left, right, complaints).sound();
  }

  private Map<String, String> sound() {
    Map<String, String> sound = new LinkedHashMap<>();
    Map<String, String> taken = new LinkedHashMap<>();
    declared.forEach(
        (onLeft, onRight) -> {
          boolean exists = exists(onLeft, onRight);
          String other = taken.putIfAbsent(SchemaMatch.fold(onRight), onLeft);
          if (other != null) {
            complaints.add(
                "COMPARE_MAPPING_AMBIGUOUS",
                "columns '%s' and '%s' are both mapped to '%s' of the right"
                    .formatted(other, onLeft, onRight),
                "map one column to one column");
          } else if (exists && isFree(onLeft, onRight)) {
            sound.put(onLeft, onRight);
          }
        });
    return sound;
  }

  private boolean exists(String onLeft, String onRight) {
    boolean isLeft = left.contains(SchemaMatch.fold(onLeft));
    boolean isRight = right.contains(SchemaMatch.fold(onRight));
    if (!isLeft) {
      complaints.add(
          "COMPARE_COLUMN_UNKNOWN",
          "column '%s', mapped to '%s' of the right, is not on the left".formatted(onLeft, onRight),
          "the columns of the left are: " + String.join(", ", left));
    }
    if (!isRight) {
      complaints.add(
          "COMPARE_COLUMN_UNKNOWN",
          "column '%s' is mapped to '%s', which is not on the right".formatted(onLeft, onRight),
          "the columns of the right are: " + String.join(", ", right));
    }
    return isLeft && isRight;
  }

  /** A column of the right that is called as this one is on the left must be another one's. */
  private boolean isFree(String onLeft, String onRight) {
    boolean isOthers = declared.values().stream().anyMatch(name -> name.equalsIgnoreCase(onLeft));
    if (right.contains(SchemaMatch.fold(onLeft)) && !isOthers) {
      complaints.add(
          "COMPARE_MAPPING_AMBIGUOUS",
          "column '%s' is mapped to '%s', but the right has a column '%s' too"
              .formatted(onLeft, onRight, onLeft),
          "map that one to a column of the left as well, or leave the mapping out");
      return false;
    }
    return true;
  }

  private static Set<String> names(Relation relation) {
    return relation.columns().stream()
        .map(RelationColumn::name)
        .map(SchemaMatch::fold)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
