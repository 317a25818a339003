package dev.bering.transfer;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * What a roll-up keeps of one file: a line for each bucket, status and combination of keys, with
 * the packets and bytes of its records and their number. A key that the file does not have is not
 * in its lines, so that nobody takes "not told" for "not applicable".
 */
final class RollupPart implements LineSink {

  /** The last column of a part: how many lines of the log one of it stands for. */
  static final String RECORDS = "records";

  private static final long MOST = 999_999_999_999_999_999L;
  private static final byte[] ABSENT = {'-'};

  private final String file;
  private final RollupSettings settings;
  private ContributorTable table = new ContributorTable();
  private final List<String> names = new ArrayList<>();
  private int[] keys = {};
  private int start;
  private int packets;
  private int bytes;
  private byte[] key = new byte[256];
  private long[] sums = new long[3 * 16];

  RollupPart(String file, RollupSettings settings) {
    this.file = file;
    this.settings = settings;
  }

  @Override
  public void format(FlowFormat format) {
    names.clear();
    List<Integer> places = new ArrayList<>();
    List<FlowField> kept = new ArrayList<>(settings.keys());
    kept.add(FlowField.LOG_STATUS);
    for (FlowField field : kept) {
      int at = format.position(field);
      if (at >= 0) {
        names.add(field.text());
        places.add(at);
      }
    }
    keys = places.stream().mapToInt(Integer::intValue).toArray();
    start = format.position(FlowField.START);
    packets = format.position(FlowField.PACKETS);
    bytes = format.position(FlowField.BYTES);
    table = new ContributorTable();
  }

  /** Where the keys stand in the format that was told last; the status is one of them. */
  List<Integer> places() {
    requireStart();
    return Arrays.stream(keys).boxed().toList();
  }

  long every() {
    return settings.every();
  }

  private void requireStart() {
    if (start < 0 || keys.length == 0) {
      throw UserException.usage(
          new Problem(
              "FLOW_FIELD_MISSING",
              "Cannot roll up %s: its records do not say when they start, or have no field of %s."
                  .formatted(file, settings.keysText()),
              "roll up logs whose records have the field start, by fields that they have"));
    }
  }

  @Override
  public void line(FlowLine line) {
    requireStart();
    long begin = line.number(start);
    int length = begin == FlowLine.NOT_A_NUMBER ? append(ABSENT, 0, 1, 0) : begin(begin);
    for (int place : keys) {
      key[length] = ContributorTable.SEPARATOR;
      int from = line.starts[place];
      length = append(line.buffer, from, line.ends[place] - from, length + 1);
    }
    add(
        length,
        packets < 0 ? FlowLine.NOT_A_NUMBER : line.number(packets),
        bytes < 0 ? FlowLine.NOT_A_NUMBER : line.number(bytes),
        1);
  }

  private int begin(long second) {
    byte[] digits =
        Long.toString(second - second % settings.every()).getBytes(StandardCharsets.US_ASCII);
    return append(digits, 0, digits.length, 0);
  }

  /** Leaves room for a byte behind it. */
  private int append(byte[] from, int at, int size, int length) {
    if (length + size + 3 > key.length) {
      key = Arrays.copyOf(key, 2 * (length + size + 3));
    }
    System.arraycopy(from, at, key, length, size);
    return length + size;
  }

  /**
   * Records that were summed elsewhere.
   *
   * @param contributor when their bucket begins and what their keys are
   * @param packetCount or {@link FlowLine#NOT_A_NUMBER} if none of them says
   * @param byteCount or {@link FlowLine#NOT_A_NUMBER} if none of them says
   */
  void add(String contributor, long packetCount, long byteCount, long records) {
    byte[] text = contributor.getBytes(StandardCharsets.UTF_8);
    add(append(text, 0, text.length, 0), packetCount, byteCount, records);
  }

  /** Records that do not say how much have lines of their own, as they are no zeros. */
  private void add(int length, long packetCount, long byteCount, long records) {
    key[length] = (byte) (packetCount < 0 ? '-' : '0');
    key[length + 1] = (byte) (byteCount < 0 ? '-' : '0');
    int entry = table.entry(key, 0, length + 2);
    int at = 3 * entry;
    if (at + 3 > sums.length) {
      sums = Arrays.copyOf(sums, 2 * sums.length);
    }
    sums[at] = plus(sums[at], Math.max(packetCount, 0));
    sums[at + 1] = plus(sums[at + 1], Math.max(byteCount, 0));
    sums[at + 2] += records;
  }

  private static long plus(long one, long other) {
    long sum = one + other;
    if (sum > MOST || sum < 0) {
      throw UserException.source(
          new Problem(
              "FLOW_SUM_TOO_LARGE",
              "Cannot roll up flow logs: %d and %d are together more than %d."
                  .formatted(one, other, MOST),
              "look for records of impossible size, and leave their files out"));
    }
    return sum;
  }

  /** How many lines {@link #zipped} has below its first. */
  int lines() {
    return table.size();
  }

  /** The part as a log of its own, gzipped, whose first line names its fields. */
  byte[] zipped() {
    var whole = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(whole, 1 << 16)) {
      StringBuilder text = new StringBuilder("start");
      names.forEach(name -> text.append(' ').append(name));
      text.append(packets < 0 ? "" : " packets").append(bytes < 0 ? "" : " bytes");
      text.append(' ').append(RECORDS).append('\n');
      for (int entry = 0; entry < table.size(); entry++) {
        String contributor = table.key(entry);
        int end = contributor.length() - 2;
        text.append(contributor, 0, end);
        if (packets >= 0) {
          number(text, contributor.charAt(end), sums[3 * entry]);
        }
        if (bytes >= 0) {
          number(text, contributor.charAt(end + 1), sums[3 * entry + 1]);
        }
        text.append(' ').append(sums[3 * entry + 2]).append('\n');
        if (text.length() > 1 << 16) {
          out.write(text.toString().getBytes(StandardCharsets.UTF_8));
          text.setLength(0);
        }
      }
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is nothing here that could fail
    }
    return whole.toByteArray();
  }

  private static void number(StringBuilder text, char isAbsent, long sum) {
    text.append(' ');
    if (isAbsent == '-') {
      text.append('-');
    } else {
      text.append(sum);
    }
  }
}
