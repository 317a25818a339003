package dev.bering.clone;

import java.util.List;

/**
 * Something that a reader of a plan should know and that does not keep it from being carried out.
 *
 * @param code for programs, such as CLONE_HISTORY_HOLES
 * @param text for people, without a full stop
 * @param count how many things it is about
 * @param examples some of them
 */
public record Note(String code, String text, long count, List<String> examples) {

  public Note {
    examples = List.copyOf(examples);
  }
}
