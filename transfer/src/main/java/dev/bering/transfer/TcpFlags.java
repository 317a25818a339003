package dev.bering.transfer;

import java.util.ArrayList;
import java.util.List;

/**
 * What the field {@code tcp-flags} says: the flags that were seen of a flow, over its window.
 *
 * <p>Source: RFC 9293, 3.1.
 */
public final class TcpFlags {

  private static final List<String> NAMES = List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG");
  private static final int SYN_ACK = 18;

  private TcpFlags() {}

  /**
   * Such as {@code SYN-ACK, FIN} of 19: what opens a connection first, then the others in the order
   * of their bits; {@code none} of 0, and the number itself if it has bits that are no such flag.
   */
  public static String text(long flags) {
    if (flags < 0 || flags >= 1L << NAMES.size()) {
      return Long.toString(flags);
    }
    List<String> names = new ArrayList<>();
    long rest = flags;
    if ((flags & SYN_ACK) == SYN_ACK) {
      names.add("SYN-ACK");
      rest -= SYN_ACK;
    } else if ((flags & 2) != 0) {
      names.add("SYN");
      rest -= 2;
    }
    for (int bit = 0; bit < NAMES.size(); bit++) {
      if ((rest & 1L << bit) != 0) {
        names.add(NAMES.get(bit));
      }
    }
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
