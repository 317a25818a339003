package dev.bering.clone.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * What a target's Delta log says of its source, in the domain {@value #DOMAIN}. A domain's text is
 * committed with the rows, stays in checkpoints and is lost by no clean-up of the log; a {@code
 * txn} holds only a number and a {@code commitInfo} goes with its commit.
 *
 * @param source product, host and database
 * @param rules the hash of everything that decides which values end up in the target
 * @param watermark the column of {@code mark}; empty if there is none
 * @param mark the greatest watermark in the snapshot
 */
record Note(int format, String source, String table, String rules, String watermark, String mark) {

  static final String DOMAIN = "bering.jdbc";
  static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empty if the text is none that this version writes. */
  static Optional<Note> of(String json) {
    try {
      Note note = JSON.readValue(json, Note.class);
      return note.format() == FORMAT ? Optional.of(note) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
