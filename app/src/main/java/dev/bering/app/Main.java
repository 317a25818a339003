package dev.bering.app;

/** Where the process begins. */
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    // Asked so often, by people and by scripts, that it does not wait for the parser.
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      System.out.println(Version.text());
      return;
    }
    System.exit(Bering.run(Terminal.system(), args));
  }
}
