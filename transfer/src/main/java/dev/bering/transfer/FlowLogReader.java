package dev.bering.transfer;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.ZipException;

/**
 * Reads the lines of one file of a flow log, as text. Fields are separated by one blank or more; a
 * line may end in CR. Where the file begins with the names of its fields, these are its format.
 * Lines that begin with a time such as {@code 2026-03-25T00:00:00.000Z} are an export of CloudWatch
 * Logs, whose times are left out.
 *
 * <p>Whatever is odd is counted and left out, line by line; a file that is cut off counts up to
 * there.
 */
final class FlowLogReader {

  private static final int BUFFER = 1 << 20;

  /** Fifty-four fields, of which the longest, tags, may have some hundred bytes each. */
  private static final int LONGEST_LINE = 1 << 16;

  private static final int MOST_FIELDS = 256;
  private static final byte[] OK = ascii("OK");
  private static final byte[] NO_DATA = ascii("NODATA");
  private static final byte[] SKIP_DATA = ascii("SKIPDATA");

  private final String file;
  private final Optional<FlowFormat> given;
  private final LineSink sink;
  private final Piece piece;
  private final Oddities.Counter odd = new Oddities.Counter();
  private final Map<String, FlowTally.Windows> windows = new HashMap<>();
  private final FlowLine line = new FlowLine(MOST_FIELDS);
  private byte[] buffer = new byte[BUFFER];
  private FlowFormat format;
  private int bytes;
  private int packets;
  private int start;
  private int end;
  private int status;
  private int owner;
  private int version;
  private int[] tags = {};
  private boolean isTimed;
  private boolean isOver;
  private boolean isCutOff;
  private long base;
  private boolean isFirst = true;
  private long beganAt = FlowLine.NOT_A_NUMBER;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long number;
  private long lines;
  private long records;

  private FlowLogReader(String file, Optional<FlowFormat> given, Piece piece, LineSink sink) {
    this.file = file;
    this.given = given;
    this.sink = sink;
    this.piece = piece;
    this.format = given.orElse(FlowFormat.DEFAULT);
  }

  /**
   * The lines of a file that begin between two of its bytes.
   *
   * @param from the first of them; lines that begin before belong to another piece
   * @param to not of it any more
   */
  record Piece(long from, long to) {

    /** All of them. */
    static final Piece ALL = new Piece(0, Long.MAX_VALUE);

    /** Where to begin to read: a byte before, which tells whether a line begins at the first. */
    long start() {
      return Math.max(0, from - 1);
    }
  }

  /**
   * What was read of a piece.
   *
   * @param ends how many lines it has, of whatever kind
   */
  record Read(FlowTally tally, long ends) {}

  /**
   * Reads a piece of a file to its end, or to where the file is cut off.
   *
   * @param file what it is called, for what is said of it
   * @param in from {@link Piece#start} on
   * @param given the format of files that do not name their fields; version 2 if empty
   * @throws IOException if the store fails; what was handed to the sink then counts for nothing
   */
  static Read read(
      String file, InputStream in, Optional<FlowFormat> given, Piece piece, LineSink sink)
      throws IOException {
    FlowLogReader reader = new FlowLogReader(file, given, piece, sink);
    reader.begin(reader.format);
    reader.readAll(in);
    return new Read(
        new FlowTally(
            piece.from() == 0 ? 1 : 0,
            reader.lines,
            reader.records,
            reader.windows,
            reader.first > reader.last
                ? Optional.empty()
                : Optional.of(
                    new FlowTally.Span(
                        Instant.ofEpochSecond(reader.first), Instant.ofEpochSecond(reader.last))),
            reader.odd.found()),
        reader.number);
  }

  /** The format that a file's first line tells, read from its beginning. */
  static Optional<FlowFormat> header(InputStream in) throws IOException {
    String begin = new String(in.readNBytes(LONGEST_LINE), StandardCharsets.UTF_8);
    return begin.lines().filter(line -> !line.isBlank()).findFirst().flatMap(FlowFormat::ofHeader);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void begin(FlowFormat next) {
    format = next;
    bytes = next.position(FlowField.BYTES);
    packets = next.position(FlowField.PACKETS);
    start = next.position(FlowField.START);
    end = next.position(FlowField.END);
    status = next.position(FlowField.LOG_STATUS);
    owner = next.position(FlowField.INTERFACE_ID);
    version = next.position(FlowField.VERSION);
    tags =
        IntStream.range(0, next.names().size())
            .filter(at -> TagText.isTag(next.names().get(at)))
            .toArray();
    sink.format(next);
  }

  private void readAll(InputStream in) throws IOException {
    int held = 0;
    boolean isSkipping = piece.from() > 0;
    base = piece.start();
    while (!isOver) {
      int read = readSome(in, held);
      if (read < 0) {
        break;
      }
      int filled = held + read;
      int done = lines(filled, isSkipping);
      if (done > 0) {
        isSkipping = false;
      }
      held = filled - done;
      base += done;
      if (held >= LONGEST_LINE && !isSkipping && !isOver) {
        number++;
        odd.add(Oddity.LINE_TOO_LONG, file, number, text(done, done + LONGEST_LINE));
        isSkipping = true;
      }
      if (isSkipping) {
        base += held;
        held = 0;
      } else {
        System.arraycopy(buffer, done, buffer, 0, held);
      }
    }
    if (held > 0 && !isSkipping && !isOver && !isCutOff) {
      one(0, held);
    }
  }

  /** So many bytes more behind those that are held; -1 at the end, also at an untimely one. */
  private int readSome(InputStream in, int held) throws IOException {
    try {
      return in.read(buffer, held, buffer.length - held);
    } catch (ZipException e) {
      odd.add(Oddity.TRUNCATED, file, 0, "after line " + number);
      isCutOff = true;
      return -1;
    }
  }

  /** Hands on every line that ends in the buffer; how many bytes they take. */
  private int lines(int filled, boolean skipFirst) {
    int from = 0;
    boolean skip = skipFirst;
    byte[] in = buffer;
    int[] starts = line.starts;
    int[] ends = line.ends;
    line.buffer = in;
    int field = 0;
    int begun = 0;
    for (int at = 0; at < filled; at++) {
      byte next = in[at];
      if (next > ' ') {
        continue;
      }
      if (next == '\n') {
        int stop = at > from && in[at - 1] == '\r' ? at - 1 : at;
        if (stop > begun && field < MOST_FIELDS) {
          starts[field] = begun;
          ends[field++] = stop;
        }
        if (skip) {
          skip = false;
        } else {
          line.count = field;
          cut(from, stop);
        }
        from = at + 1;
        if (base + from >= piece.to()) {
          isOver = true;
          return from;
        }
        begun = from;
        field = 0;
      } else if (next == ' ' || next == '\t') {
        if (at > begun && field < MOST_FIELDS) {
          starts[field] = begun;
          ends[field++] = at;
        }
        begun = at + 1;
      }
    }
    return from;
  }

  /** The last line, which no newline ends. */
  private void one(int from, int to) {
    byte[] whole = Arrays.copyOfRange(buffer, from, to + 1);
    whole[to - from] = '\n';
    buffer = whole;
    lines(whole.length, false);
  }

  private void cut(int from, int to) {
    number++;
    if (line.count == 0) {
      return;
    }
    if (isNamed() && header(from, to)) {
      isFirst = false;
      return;
    }
    if (isFirst) {
      isFirst = false;
      isTimed = isTime();
    }
    if (isTimed) {
      shift();
    }
    Optional<Oddity> wrong = wrong();
    if (wrong.isPresent()) {
      tell(wrong.get(), from, to);
      return;
    }
    if (version >= 0 && !isKnownVersion(line.starts[version], line.ends[version])) {
      tell(Oddity.VERSION_UNKNOWN, from, to);
    }
    for (int tag : tags) {
      if (line.has(tag, '%') && TagText.decoded(line.text(tag)).isEmpty()) {
        tell(Oddity.TAG_MALFORMED, line.starts[tag], line.ends[tag]);
      }
    }
    lines++;
    if (beganAt != FlowLine.NOT_A_NUMBER) {
      first = Math.min(first, beganAt);
      last = Math.max(last, beganAt);
    }
    sink.line(line);
  }

  private void tell(Oddity oddity, int from, int to) {
    odd.add(oddity, file, number, odd.wants(oddity) ? text(from, to) : "");
  }

  /** Whether the line may begin with the name of a field, which has no digit but a last one. */
  private boolean isNamed() {
    int last = line.ends[0] - 1;
    for (int at = line.starts[0]; at < last; at++) {
      byte next = buffer[at];
      if (!(next >= 'a' && next <= 'z') && next != '-' && next != '_') {
        return false;
      }
    }
    return last > line.starts[0] && FlowField.named(line.text(0)).isPresent();
  }

  /** Takes the line for the names of the fields, if it is that. */
  private boolean header(int from, int to) {
    String text = text(from, to);
    Optional<FlowFormat> told = FlowFormat.ofHeader(text);
    if (told.isEmpty()) {
      return false;
    }
    if (!isFirst || piece.from() > 0) {
      if (!told.get().equals(format)) {
        throw UserException.source(
            new Problem(
                "FLOW_LOG_MIXED",
                "Cannot read %s: a line within it names other fields, '%s', than hold before it."
                    .formatted(file, text),
                "keep files of different formats apart"));
      }
      return true;
    }
    if (given.isPresent() && !given.get().equals(told.get())) {
      odd.add(Oddity.HEADER_DIFFERS, file, number, text);
    }
    if (!told.get().unknown().isEmpty()) {
      odd.add(Oddity.FIELD_UNKNOWN, file, number, String.join(" ", told.get().unknown()));
    }
    begin(told.get());
    return true;
  }

  /** {@code 2026-03-25T...}: the time of an event, which no field of a flow log looks like. */
  private boolean isTime() {
    int at = line.starts[0];
    byte[] in = buffer;
    return line.ends[0] - at >= 20
        && in[at + 4] == '-'
        && in[at + 7] == '-'
        && in[at + 10] == 'T'
        && in[line.ends[0] - 1] == 'Z';
  }

  private void shift() {
    line.count--;
    System.arraycopy(line.starts, 1, line.starts, 0, line.count);
    System.arraycopy(line.ends, 1, line.ends, 0, line.count);
  }

  /** What is wrong with the line; counts what its status says, if nothing is. */
  private Optional<Oddity> wrong() {
    int wanted = format.names().size();
    if (line.count != wanted) {
      return Optional.of(line.count < wanted ? Oddity.FIELDS_MISSING : Oddity.FIELDS_EXTRA);
    }
    beganAt = number(start);
    long ended = number(end);
    if (isNoNumber(bytes, number(bytes))
        || isNoNumber(packets, number(packets))
        || isNoNumber(start, beganAt)
        || isNoNumber(end, ended)) {
      return Optional.of(Oddity.NOT_A_NUMBER);
    }
    if (ended != FlowLine.NOT_A_NUMBER && ended < beganAt) {
      return Optional.of(Oddity.TIME_REVERSED);
    }
    if (status < 0 || line.is(status, OK)) {
      records++;
      return Optional.empty();
    }
    if (line.is(status, NO_DATA)) {
      count(new FlowTally.Windows(1, 0));
      return Optional.empty();
    }
    if (line.is(status, SKIP_DATA)) {
      count(new FlowTally.Windows(0, 1));
      return Optional.empty();
    }
    return Optional.of(Oddity.STATUS_UNKNOWN);
  }

  /** 2 to 11, but for 6, which another product has. */
  private boolean isKnownVersion(int from, int to) {
    byte first = buffer[from];
    return to - from == 1
        ? first >= '2' && first <= '9' && first != '6'
        : to - from == 2 && first == '1' && (buffer[from + 1] == '0' || buffer[from + 1] == '1');
  }

  /** Of a field that the format may lack. */
  private long number(int field) {
    return field < 0 ? FlowLine.NOT_A_NUMBER : line.number(field);
  }

  /** {@code -} is said of records without traffic. */
  private boolean isNoNumber(int field, long value) {
    return value == FlowLine.NOT_A_NUMBER && field >= 0 && !line.isAbsent(field);
  }

  private void count(FlowTally.Windows window) {
    windows.merge(owner < 0 ? "-" : line.text(owner), window, FlowTally.Windows::and);
  }

  private String text(int from, int to) {
    return new String(buffer, from, to - from, StandardCharsets.UTF_8);
  }
}
