package dev.bering.transfer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which lines count. A field that lines of a format do not have meets only {@link Present} with
 * {@code false}; texts are compared by case, numbers only with what is a number.
 */
public sealed interface FlowFilter {

  /** Traffic: a record whose status is OK, or which has no status. */
  record Traffic() implements FlowFilter {
    private static final Test OK = any(FlowLine::is, List.of("OK"));

    @Override
    public Test in(FlowFormat format) {
      int status = format.position(FlowField.LOG_STATUS);
      return status < 0 ? (line, field) -> true : (line, field) -> OK.passes(line, status);
    }

    @Override
    public FieldRef field() {
      return new FieldRef.Named(FlowField.LOG_STATUS);
    }
  }

  /**
   * One of some texts, or with {@code false} none of them. A tag may be written as the log writes
   * it, or as it is.
   */
  record In(FieldRef field, List<String> texts, boolean wanted) implements FlowFilter {
    public In {
      texts = List.copyOf(texts);
    }

    /** Whether the texts are those of a tag. */
    boolean isOfTag() {
      return field instanceof FieldRef.Named named && named.field().kind() == FlowField.Kind.TAG;
    }

    @Override
    public Test in(FlowFormat format) {
      Test any =
          isOfTag()
              ? (line, at) -> texts.stream().anyMatch(text -> TagText.matches(line.text(at), text))
              : any(FlowLine::is, texts);
      return wanted ? any : (line, at) -> !any.passes(line, at);
    }
  }

  /** Begins with one of some texts. */
  record StartsWith(FieldRef field, List<String> texts) implements FlowFilter {
    public StartsWith {
      texts = List.copyOf(texts);
    }

    @Override
    public Test in(FlowFormat format) {
      return any(FlowLine::startsWith, texts);
    }
  }

  /** How numbers are compared. */
  enum Order {
    GREATER,
    LESS,
    EQUAL,
    NOT_EQUAL
  }

  /** A number that is more, less, or as much. */
  record Compared(FieldRef field, Order order, BigDecimal with) implements FlowFilter {
    @Override
    public Test in(FlowFormat format) {
      // Fields are whole: more than 9.5 is more than 9, less than 9.5 is less than 10.
      long below = with.setScale(0, RoundingMode.FLOOR).longValueExact();
      long above = with.setScale(0, RoundingMode.CEILING).longValueExact();
      return (line, at) -> {
        long number = line.number(at);
        if (number == FlowLine.NOT_A_NUMBER) {
          return false;
        }
        return switch (order) {
          case GREATER -> number > below;
          case LESS -> number < above;
          case EQUAL -> below == above && number == below;
          case NOT_EQUAL -> below != above || number != below;
        };
      };
    }
  }

  /** Whether the field is there at all. */
  record Present(FieldRef field, boolean wanted) implements FlowFilter {
    @Override
    public Test in(FlowFormat format) {
      return (line, at) -> wanted;
    }
  }

  /** What is asked of a line, of the field at {@code field}. */
  @FunctionalInterface
  interface Test {
    boolean passes(FlowLine line, int field);
  }

  /** How a field is held against a text. */
  @FunctionalInterface
  interface Match {
    boolean matches(FlowLine line, int field, byte[] text);
  }

  /** The field that is asked. */
  FieldRef field();

  /** What is asked of lines of a format that have the field. */
  Test in(FlowFormat format);

  private static Test any(Match match, List<String> texts) {
    byte[][] bytes =
        texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    return (line, field) -> {
      for (byte[] text : bytes) {
        if (match.matches(line, field, text)) {
          return true;
        }
      }
      return false;
    };
  }
}
