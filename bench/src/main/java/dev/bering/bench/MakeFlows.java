package dev.bering.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Writes a flow log of the default format: {@code MakeFlows FILE RECORDS PAIRS}. Addresses come in
 * so many pairs, each as likely as another; one line in fifty tells of no data.
 */
public final class MakeFlows {

  private static final long BEGIN = 1_774_396_800L;

  private MakeFlows() {}

  /** Writes. */
  public static void main(String[] args) throws IOException {
    long records = Long.parseLong(args[1]);
    int pairs = Integer.parseInt(args[2]);
    Random random = new Random(42);
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(Path.of(args[0])), 1 << 20)) {
      StringBuilder line = new StringBuilder(160);
      for (long i = 0; i < records; i++) {
        line.setLength(0);
        long start = BEGIN + i * 3_600 / records;
        int pair = random.nextInt(pairs);
        line.append("2 123456789010 eni-1235b8ca12345").append(100 + pair % 800);
        if (random.nextInt(50) == 0) {
          line.append(" - - - - - - - ")
              .append(start)
              .append(' ')
              .append(start + 59)
              .append(" - NODATA\n");
        } else {
          line.append(" 10.")
              .append((pair >> 16) & 255)
              .append('.')
              .append((pair >> 8) & 255)
              .append('.')
              .append(pair & 255);
          line.append(" 172.31.")
              .append(((pair * 7) >> 8) & 255)
              .append('.')
              .append((pair * 7) & 255);
          line.append(' ').append(1_024 + random.nextInt(60_000)).append(" 443 6 ");
          line.append(1 + random.nextInt(500)).append(' ').append(40 + random.nextInt(8_000_000));
          line.append(' ').append(start).append(' ').append(start + 59).append(" ACCEPT OK\n");
        }
        out.write(line.toString().getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }
}
