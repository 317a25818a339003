package dev.bering.app;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the light verbs once on tiny tables, so that the class archive made at the end of this
 * process holds what they load.
 */
final class WarmUp {

  private WarmUp() {}

  /** Works in the folder {@code args[0]}, which it makes. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Path left = write(folder.resolve("left.csv"), "id,amount,name\n1,10,a\n2,20,b\n3,30,\n");
    Path right = write(folder.resolve("right.csv"), "id,amount,name\n1,10,a\n2,21,B\n4,40,d\n");
    Path table = folder.resolve("table");
    write(table.resolve("part-0.parquet"), "0123456789");
    write(
        table.resolve("_delta_log/00000000000000000000.json"),
        """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"warm-up","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[{\\"name\\":\\"id\\",\\"type\\":\\"long\\",\\"nullable\\":true,\\"metadata\\":{}}]}","partitionColumns":[],"configuration":{}}}
        {"add":{"path":"part-0.parquet","partitionValues":{},"size":10,"modificationTime":0,"dataChange":true}}
        """);
    Path empty = folder.resolve("empty");
    write(
        empty.resolve("_delta_log/00000000000000000000.json"),
        Files.readString(table.resolve("_delta_log/00000000000000000000.json"))
            .replaceAll("(?m)^\\{\"add\".*$", ""));
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(nowhere, nowhere, false);
    String html = folder.resolve("report.html").toString();
    run(terminal, "--help");
    run(terminal, "diff", left.toString(), right.toString(), "--key", "id", "--html", html);
    run(terminal, "diff", left.toString(), right.toString(), "--key", "id", "--json");
    run(terminal, "diff", empty.toString(), empty.toString(), "--key", "id", "--allow-empty");
    run(terminal, "diff", left.toString(), right.toString(), "--key", "nothing");
    run(terminal, "clone", table.toString(), folder.resolve("replica").toString());
    Path flows =
        write(
            folder.resolve("flows.log"),
            "2 123456789010 eni-1 10.0.0.1 10.0.0.2 4242 443 6 10 840 1774396800 1774396859 ACCEPT"
                + " OK\n");
    run(terminal, "transfer", "top", flows.toString(), "--by", "srcaddr,dstaddr");
    run(terminal, "check", table.toString(), folder.resolve("replica").toString(), "--json");
    // A later run walks other ways than a first one, and is the one that is waited for most often.
    write(table.resolve("part-1.parquet"), "0123456789");
    write(
        table.resolve("_delta_log/00000000000000000001.json"),
        """
        {"add":{"path":"part-1.parquet","partitionValues":{},"size":10,"modificationTime":0,"dataChange":true}}
        """);
    run(terminal, "clone", table.toString(), folder.resolve("replica").toString());
    run(terminal, "clone", table.toString(), folder.resolve("replica").toString());
  }

  private static void run(Terminal terminal, String... args) {
    Bering.run(terminal, args);
  }

  private static Path write(Path file, String text) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return Files.writeString(file, text);
  }
}
