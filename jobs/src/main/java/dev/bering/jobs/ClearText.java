package dev.bering.jobs;

import dev.bering.yaml.ClearSecrets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds secrets that somebody wrote into a job file. */
final class ClearText {
  private static final String HINT =
      "take it out of the file and its history, and write a reference under spec.secrets";

  private ClearText() {}

  private static final Pattern DOC = Pattern.compile(".*\\.params\\.[^.]+\\.doc");
  private static final Pattern SECRETS =
      Pattern.compile("(?:spec|platforms\\.[^.]+)\\.secrets\\..*");

  /** Where names are those of settings and variables, in our words and in those of platforms. */
  private static final Pattern SECTION =
      Pattern.compile(
          "(?:^|\\.)(?:sparkConf|env|spark_conf|spark_env_vars|Properties|environment)\\.(.*)");

  private static final Pattern OPTION =
      Pattern.compile("(?i)-{1,2}[a-z0-9._-]*(?:password|passwd|secret|token)[a-z0-9._-]*");

  /** Complains of every value that is a secret, or that a setting of its name would be. */
  static void check(Value.Fields values, Complaints complaints) {
    String before = "";
    for (Value.Leaf leaf : Value.leaves(values)) {
      Value.Scalar scalar = leaf.value();
      String text = scalar.text();
      boolean isExempt =
          scalar.isNull()
              || text.startsWith("{{secrets/")
              || SECRETS.matcher(leaf.path()).matches()
              || DOC.matcher(leaf.path()).matches();
      boolean followsOption = OPTION.matcher(before).matches() && leaf.path().contains("rguments[");
      if (!isExempt && (ClearSecrets.standsIn(text) || namesOne(leaf) || followsOption)) {
        complaints.wrong(
            scalar.origin(), "'%s' has a secret in clear".formatted(leaf.path()), HINT);
      }
      before = text;
    }
  }

  /** Settings and variables; a column or a parameter may be called token. */
  private static boolean namesOne(Value.Leaf leaf) {
    Matcher section = SECTION.matcher(leaf.path());
    return section.find()
        && leaf.value().kind() != Value.Kind.FLAG
        && ClearSecrets.isNameOfOne(section.group(1));
  }
}
