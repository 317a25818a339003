package dev.bering.yaml;

import java.util.regex.Pattern;

/**
 * What looks like a secret that somebody wrote into a file. The names are those that Spark, Hadoop,
 * the clouds and databases give to such settings; a name alone is reason enough to refuse its
 * value.
 */
public final class ClearSecrets {
  private static final Pattern NAME =
      Pattern.compile(
          "(?i)secret|passw|pwd|passphrase|credential|token|\\.sas\\."
              + "|(access|account|private|api|encryption)[._-]?key");

  /** As in {@code postgresql://reader:secret@host} and {@code ?password=secret}. */
  private static final Pattern IN_ADDRESS =
      Pattern.compile("://[^/\\s@]*:[^\\s@]+@|(?i)[?&;](password|passwd|pwd|token|secret)=");

  /** Key ids of AWS, tokens of Databricks and private keys have forms of their own. */
  private static final Pattern KNOWN_FORM =
      Pattern.compile(
          "\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b|\\bdapi[0-9a-f]{32}|-----BEGIN [A-Z ]*PRIVATE KEY-----");

  /** As in {@code --password=secret}. */
  private static final Pattern IN_ARGUMENT =
      Pattern.compile("(?i)^-{1,2}[a-z0-9._-]*(?:password|passwd|secret|token)[a-z0-9._-]*=.+");

  private ClearSecrets() {}

  /** Whether a setting of this name holds a secret. */
  public static boolean isNameOfOne(String name) {
    return NAME.matcher(name).find();
  }

  /** Whether an address holds one. */
  public static boolean standsInAddress(String value) {
    return IN_ADDRESS.matcher(value).find();
  }

  /** Whether a value is or holds one, whatever its name. */
  public static boolean standsIn(String value) {
    return standsInAddress(value)
        || KNOWN_FORM.matcher(value).find()
        || IN_ARGUMENT.matcher(value).find();
  }
}
