package dev.bering.transfer;

/** How a field of a line is meant: by its name, or by its place, as rules for logs do. */
public sealed interface FieldRef {

  /** A field of flow logs. */
  record Named(FlowField field) implements FieldRef {
    @Override
    public int in(FlowFormat format) {
      return format.position(field);
    }

    @Override
    public String text() {
      return field.text();
    }
  }

  /** A field that is said to be {@code -} by lines which do not have it. */
  record IfThere(FlowField field) implements FieldRef {
    @Override
    public int in(FlowFormat format) {
      return format.position(field);
    }

    @Override
    public String text() {
      return field.text();
    }
  }

  /**
   * A place in a line.
   *
   * @param place counted from 1
   * @param text what it is called
   */
  record At(int place, String text) implements FieldRef {
    @Override
    public int in(FlowFormat format) {
      return place <= format.names().size() ? place - 1 : -1;
    }
  }

  /** Where it stands in lines of a format, counted from 0; -1 if they have no such field. */
  int in(FlowFormat format);

  /** What it is called. */
  String text();
}
