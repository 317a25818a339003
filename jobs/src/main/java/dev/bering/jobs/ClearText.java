package dev.bering.jobs;

import dev.bering.yaml.ClearSecrets;

/** Finds secrets that somebody wrote into a job file. */
final class ClearText {
  private static final String HINT =
      "take it out of the file and its history, and write a reference under spec.secrets";

  private ClearText() {}

  /** Complains of every value that is a secret, or that a setting of its name would be. */
  static void check(Value.Fields values, Complaints complaints) {
    for (Value.Leaf leaf : Value.leaves(values)) {
      Value.Scalar scalar = leaf.value();
      String text = scalar.text();
      boolean isReference =
          scalar.isNull()
              || text.startsWith("${")
              || text.startsWith("{{secrets/")
              || leaf.path().contains(".secrets.")
              || leaf.path().endsWith(".doc");
      if (!isReference && (ClearSecrets.standsIn(text) || namesOne(leaf))) {
        complaints.wrong(
            scalar.origin(), "'%s' has a secret in clear".formatted(leaf.path()), HINT);
      }
    }
  }

  /** Settings and variables; a column or a parameter may be called token. */
  private static boolean namesOne(Value.Leaf leaf) {
    int section = Math.max(leaf.path().indexOf(".sparkConf."), leaf.path().indexOf(".env."));
    return section >= 0
        && leaf.value().kind() != Value.Kind.FLAG
        && leaf.value().kind() != Value.Kind.NUMBER
        && ClearSecrets.isNameOfOne(leaf.path().substring(section + 1));
  }
}
