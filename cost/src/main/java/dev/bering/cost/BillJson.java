package dev.bering.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/** What a file of charges says of itself, as JSON in its footer. */
final class BillJson {

  /** Raised when files are written that an earlier reader would misread, or rows otherwise. */
  static final int FORMAT = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private BillJson() {}

  static String text(Bill bill) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("name", bill.name());
    root.put("provider", bill.provider());
    root.put("account", bill.account());
    root.put("month", bill.month().toString());
    root.put("kind", bill.kind().name());
    root.put("rows", bill.rows());
    root.put("importedAt", bill.importedAt().toString());
    ArrayNode files = root.putArray("files");
    for (BillFile file : bill.files()) {
      files
          .addObject()
          .put("name", file.name())
          .put("sizeBytes", file.sizeBytes())
          .put("sha256", file.sha256())
          .put("rows", file.rows())
          .put("role", file.role().name());
    }
    ArrayNode totals = root.putArray("totals");
    for (BillTotal total : bill.totals()) {
      totals
          .addObject()
          .put("currency", total.currency())
          .put("billed", total.billed().toPlainString())
          .put("effective", total.effective().toPlainString())
          .put("list", total.list().toPlainString())
          .put("contracted", total.contracted().toPlainString());
    }
    ArrayNode days = root.putArray("days");
    bill.days().forEach(days::add);
    ArrayNode notes = root.putArray("notes");
    for (BillNote note : bill.notes()) {
      notes
          .addObject()
          .put("oddity", note.oddity().name())
          .put("count", note.count())
          .put("text", note.text());
    }
    return root.toString();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException with what is wrong with it, for a sentence
   */
  static Bill bill(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("what it says of itself is no JSON", e);
    }
    if (root.path("format").asInt() != FORMAT) {
      throw new IllegalArgumentException(
          "it has format %s, and this Bering reads format %d"
              .formatted(root.path("format").asText("none"), FORMAT));
    }
    try {
      return of(root);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalArgumentException("what it says of itself is damaged", e);
    }
  }

  private static Bill of(JsonNode root) {
    List<BillFile> files = new ArrayList<>();
    for (JsonNode file : root.path("files")) {
      files.add(
          new BillFile(
              file.path("name").asText(),
              file.path("sizeBytes").asLong(),
              file.path("sha256").asText(),
              file.path("rows").asLong(),
              BillFile.Role.valueOf(file.path("role").asText())));
    }
    List<BillTotal> totals = new ArrayList<>();
    for (JsonNode total : root.path("totals")) {
      totals.add(
          new BillTotal(
              total.path("currency").asText(),
              new BigDecimal(total.path("billed").asText()),
              new BigDecimal(total.path("effective").asText()),
              new BigDecimal(total.path("list").asText()),
              new BigDecimal(total.path("contracted").asText())));
    }
    List<Integer> days = new ArrayList<>();
    root.path("days").forEach(day -> days.add(day.asInt()));
    List<BillNote> notes = new ArrayList<>();
    for (JsonNode note : root.path("notes")) {
      notes.add(
          new BillNote(
              Oddity.valueOf(note.path("oddity").asText()),
              note.path("count").asLong(),
              note.path("text").asText()));
    }
    return new Bill(
        root.path("name").asText(),
        root.path("provider").asText(),
        root.path("account").asText(),
        YearMonth.parse(root.path("month").asText()),
        BillKind.valueOf(root.path("kind").asText()),
        files,
        root.path("rows").asLong(),
        totals,
        days,
        notes,
        Instant.parse(root.path("importedAt").asText()));
  }
}
