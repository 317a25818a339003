package dev.bering.transfer;

/** What an address says by itself. */
final class Addresses {

  private Addresses() {}

  /**
   * Whether an address is one of a private network: 10/8, 172.16/12, 192.168/16, 100.64/10 and
   * 169.254/16 of IPv4, fc00::/7 and fe80::/10 of IPv6.
   */
  static boolean isPrivate(String address) {
    if (address.indexOf(':') >= 0) {
      String begin = address.length() < 4 ? address : address.substring(0, 4);
      return begin.matches("f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]");
    }
    int dot = address.indexOf('.');
    int second = dot < 0 ? -1 : address.indexOf('.', dot + 1);
    if (second < 0) {
      return false;
    }
    String first = address.substring(0, dot);
    String next = address.substring(dot + 1, second);
    return switch (first) {
      case "10" -> true;
      case "172" -> next.matches("1[6-9]|2\\d|3[01]");
      case "192" -> next.equals("168");
      case "169" -> next.equals("254");
      case "100" -> next.matches("6[4-9]|[7-9]\\d|1[01]\\d|12[0-7]");
      default -> false;
    };
  }
}
