package dev.bering.transfer;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Exact sums by key, for as many keys as fit into memory: some 60 bytes for each beside its own.
 * Open addressing over keys that lie one behind the other; nothing is made for a line whose key is
 * known.
 */
final class ContributorTable {

  /** What stands between the parts of a key; a field of a log holds no blank. */
  static final byte SEPARATOR = ' ';

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int CHUNK_BITS = 20;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int SMALLEST = 1 << 9;
  private static final long OFFSET = CHUNK - 1;

  private int[] slots = new int[1 << 5];
  private long[] hashes = new long[1 << 4];
  private long[] places = new long[1 << 4];
  private int[] lengths = new int[1 << 4];
  private long[] sums = new long[1 << 4];
  private long[] samples = new long[1 << 4];
  private byte[][] chunks = {new byte[SMALLEST]};
  private int filled;
  private int size;
  private long sum;
  private long sampleCount;
  private long least = Long.MAX_VALUE;
  private long most = Long.MIN_VALUE;

  /**
   * One more sample.
   *
   * @param key not kept
   * @throws UserException FLOW_SUM_TOO_LARGE if a sum is more than 2^63-1
   */
  void add(byte[] key, int from, int length, long value) {
    add(key, from, length, value, 1);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }

  /** So many samples that were summed elsewhere, of whose values nothing else is known. */
  void add(byte[] key, int from, int length, long value, long count) {
    int entry = entry(key, from, length);
    sums[entry] = plus(sums[entry], value);
    samples[entry] += count;
    sum = plus(sum, value);
    sampleCount += count;
  }

  private static long plus(long one, long other) {
    long sum = one + other;
    if (sum < one) {
      throw UserException.source(
          new Problem(
              "FLOW_SUM_TOO_LARGE",
              "Cannot sum up flow logs: %d and %d are together more than %d."
                  .formatted(one, other, Long.MAX_VALUE),
              "look for records of impossible size, and leave them out with --where or --since"));
    }
    return sum;
  }

  /**
   * Samples that were summed elsewhere.
   *
   * @param smallest of their values
   * @param largest of their values
   */
  void addAll(byte[] key, long value, long count, long smallest, long largest) {
    add(key, 0, key.length, value, count);
    least = Math.min(least, smallest);
    most = Math.max(most, largest);
  }

  /** Takes over everything of another table. */
  void addAll(ContributorTable more) {
    for (int entry = 0; entry < more.size; entry++) {
      long place = more.places[entry];
      add(
          more.chunks[(int) (place >>> CHUNK_BITS)],
          (int) (place & OFFSET),
          more.lengths[entry],
          more.sums[entry],
          more.samples[entry]);
    }
    least = Math.min(least, more.least);
    most = Math.max(most, more.most);
  }

  /**
   * The number of a key, counted from 0 in the order in which keys were first met.
   *
   * @param key not kept
   */
  int entry(byte[] key, int from, int length) {
    long hash = hash(key, from, length);
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (true) {
      int entry = slots[slot] - 1;
      if (entry < 0) {
        return insert(slot, hash, key, from, length);
      }
      if (hashes[entry] == hash && isAt(entry, key, from, length)) {
        return entry;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** What one contributor comes to; 0 if there is none of this key. */
  long sum(byte[] key) {
    long hash = hash(key, 0, key.length);
    int mask = slots.length - 1;
    for (int slot = (int) hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int entry = slots[slot] - 1;
      if (hashes[entry] == hash && isAt(entry, key, 0, key.length)) {
        return sums[entry];
      }
    }
    return 0;
  }

  private boolean isAt(int entry, byte[] key, int from, int length) {
    if (lengths[entry] != length) {
      return false;
    }
    int at = (int) (places[entry] & OFFSET);
    return Arrays.equals(
        chunks[(int) (places[entry] >>> CHUNK_BITS)], at, at + length, key, from, from + length);
  }

  private int insert(int slot, long hash, byte[] key, int from, int length) {
    if (size == hashes.length) {
      grow();
      return entry(key, from, length);
    }
    makeRoom(length);
    System.arraycopy(key, from, chunks[chunks.length - 1], filled, length);
    places[size] = ((chunks.length - 1L) << CHUNK_BITS) | filled;
    lengths[size] = length;
    hashes[size] = hash;
    filled += length;
    slots[slot] = ++size;
    return size - 1;
  }

  /** The first chunk grows, as most tables are small; those behind it have their full size. */
  private void makeRoom(int length) {
    int last = chunks.length - 1;
    if (filled + length <= chunks[last].length) {
      return;
    }
    if (last == 0 && filled + length <= CHUNK) {
      int room = Math.max(2 * chunks[0].length, filled + length);
      chunks[0] = Arrays.copyOf(chunks[0], Math.min(CHUNK, room));
      return;
    }
    chunks = Arrays.copyOf(chunks, chunks.length + 1);
    chunks[last + 1] = new byte[CHUNK];
    filled = 0;
  }

  private void grow() {
    int room = Math.multiplyExact(2, hashes.length);
    hashes = Arrays.copyOf(hashes, room);
    places = Arrays.copyOf(places, room);
    lengths = Arrays.copyOf(lengths, room);
    sums = Arrays.copyOf(sums, room);
    samples = Arrays.copyOf(samples, room);
    slots = new int[Math.multiplyExact(2, room)];
    int mask = slots.length - 1;
    for (int entry = 0; entry < size; entry++) {
      int slot = (int) hashes[entry] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = entry + 1;
    }
  }

  /** Eight bytes at a time, each stirred into all bits (the finaliser of MurmurHash3). */
  private static long hash(byte[] key, int from, int length) {
    long hash = length;
    int at = from;
    int end = from + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(key, at)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    for (; at < end; at++) {
      hash = (hash ^ key[at]) * 0x100000001B3L;
    }
    hash ^= hash >>> 33;
    hash *= 0xFF51AFD7ED558CCDL;
    return hash ^ (hash >>> 29);
  }

  /** How many contributors there are. */
  int size() {
    return size;
  }

  /** Of all contributors. */
  long sum() {
    return sum;
  }

  /** How many lines counted. */
  long samples() {
    return sampleCount;
  }

  /** The smallest value of one line; of no meaning if there was none. */
  long least() {
    return least;
  }

  /** The largest value of one line; of no meaning if there was none. */
  long most() {
    return most;
  }

  /** The largest sum of one contributor; 0 if there is none. */
  long largest() {
    return Arrays.stream(sums, 0, size).max().orElse(0);
  }

  /**
   * Those who contributed most, in falling order; of equals those whose keys come first by their
   * bytes.
   */
  List<Contributor> top(int limit) {
    Comparator<Integer> byKeys = this::compareKeys;
    Comparator<Integer> order =
        Comparator.<Integer>comparingLong(entry -> sums[entry]).thenComparing(byKeys.reversed());
    PriorityQueue<Integer> best = new PriorityQueue<>(order);
    for (int entry = 0; entry < size; entry++) {
      if (best.size() < limit) {
        best.add(entry);
      } else if (limit > 0 && order.compare(entry, best.element()) > 0) {
        best.remove();
        best.add(entry);
      }
    }
    return best.stream().sorted(order.reversed()).map(this::contributor).toList();
  }

  private int compareKeys(int one, int other) {
    int at = (int) (places[one] & OFFSET);
    int otherAt = (int) (places[other] & OFFSET);
    return Arrays.compareUnsigned(
        chunks[(int) (places[one] >>> CHUNK_BITS)],
        at,
        at + lengths[one],
        chunks[(int) (places[other] >>> CHUNK_BITS)],
        otherAt,
        otherAt + lengths[other]);
  }

  /** Hands on everyone, in the order in which they were first met. */
  void each(Consumer<Contributor> to) {
    for (int entry = 0; entry < size; entry++) {
      to.accept(contributor(entry));
    }
  }

  /** The key of a number that {@link #entry} gave. */
  String key(int entry) {
    return new String(
        chunks[(int) (places[entry] >>> CHUNK_BITS)],
        (int) (places[entry] & OFFSET),
        lengths[entry],
        StandardCharsets.UTF_8);
  }

  private Contributor contributor(int entry) {
    return new Contributor(List.of(key(entry).split(" ", -1)), sums[entry], samples[entry]);
  }
}
