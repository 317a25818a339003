package dev.bering.spark;

import java.io.IOException;
import java.util.Arrays;

/** Runs a server's main method, and halts when the process that started it has ended. */
final class EndsWithItsInput {

  private EndsWithItsInput() {}

  public static void main(String[] args) throws Exception {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                // Nobody is there any more.
              }
              Runtime.getRuntime().halt(0);
            });
    watch.setDaemon(true);
    watch.start();
    Class.forName(args[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
  }
}
