package dev.bering.transfer;

/** Hears the lines of one file, one after the other. */
interface LineSink {

  /** The lines from here on have this format. Called before the first of them, once or more. */
  void format(FlowFormat format);

  /** A sound line, of whatever status. What it holds is gone when this returns. */
  void line(FlowLine line);
}
