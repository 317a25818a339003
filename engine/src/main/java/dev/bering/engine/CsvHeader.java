package dev.bering.engine;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.WholeGzip;
import dev.bering.tables.TableSnapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The first record of a CSV file. */
final class CsvHeader {

  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private CsvHeader() {}

  /**
   * The names in the header. A zipped file is read to its end and its checksums are verified,
   * though the engine unzips it once more: DuckDB notices an end that is missing, but never
   * compares a checksum, so that it takes damaged bytes for values.
   *
   * @throws UserException CSV_NO_HEADER if there is none or a name is empty, TABLE_UNREADABLE
   */
  static List<String> read(TableSnapshot.Csv csv) {
    List<String> names;
    try (InputStream bytes = WholeGzip.open(csv.file())) {
      names = fields(text(bytes));
      if (WholeGzip.isZipped(csv.file())) {
        bytes.transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "TABLE_UNREADABLE",
              "Cannot read %s: %s.".formatted(csv.location(), e.getMessage()),
              "check that the file is complete and readable"),
          e);
    }
    if (names.contains("")) {
      throw UserException.source(
          new Problem(
              "CSV_NO_HEADER",
              "Cannot read %s: column %d has no name in the first line."
                  .formatted(csv.location(), names.indexOf("") + 1),
              "give the file a header line that names every column"));
    }
    return names;
  }

  private static Reader text(InputStream bytes) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return reader;
  }

  private static List<String> fields(Reader reader) throws IOException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      if (c == '"') {
        // A doubled quote inside quotes closes and opens again: it stands for one quote.
        if (!quoted && !field.isEmpty()) {
          field.append('"');
        }
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else if ((c == '\n' || c == '\r') && !quoted) {
        break;
      } else {
        field.append((char) c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
