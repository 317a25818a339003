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
 * Exact sums by key, for as many keys as fit into memory: some 50 bytes for each beside its own.
 * Open addressing over keys that lie one behind the other; nothing is made for a line whose key is
 * known.
 *
 * <p>Of many keys each line waits for memory, so what is looked at together lies together: a slot
 * holds the number of an entry beside its hash, and an entry's place, sum and samples are
 * neighbours. Blocks of entries are never copied as the table grows.
 */
final class ContributorTable {

  /** What stands between the parts of a key; a field of a log holds no blank. */
  static final byte SEPARATOR = ' ';

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int CHUNK_BITS = 20;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int SMALLEST = 1 << 9;
  private static final int IN_CHUNK = CHUNK - 1;
  private static final int BLOCK_BITS = 14;
  private static final int BLOCK = 1 << BLOCK_BITS;
  private static final int IN_BLOCK = BLOCK - 1;
  private static final long ENTRY = 0xFFFF_FFFFL;

  /** Longs of an entry: where its key is, its sum, its samples. */
  private static final int WIDTH = 3;

  private static final int SUM = 1;
  private static final int SAMPLES = 2;

  /** The hash above, the entry counted from 1 below; 0 if the slot is free. */
  private long[] slots = new long[1 << 5];

  private long[][] blocks = {new long[WIDTH << 4]};
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
    long[] block = blocks[entry >>> BLOCK_BITS];
    int at = (entry & IN_BLOCK) * WIDTH;
    block[at + SUM] = plus(block[at + SUM], value);
    block[at + SAMPLES] += count;
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
      long place = more.place(entry);
      add(
          more.chunks[chunk(place)],
          offset(place),
          length(place),
          more.sum(entry),
          more.samples(entry));
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
    int hash = hash(key, from, length);
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (true) {
      long found = slots[slot];
      if (found == 0) {
        return insert(slot, hash, key, from, length);
      }
      if ((int) (found >>> Integer.SIZE) == hash) {
        int entry = (int) (found & ENTRY) - 1;
        if (isAt(entry, key, from, length)) {
          return entry;
        }
      }
      slot = (slot + 1) & mask;
    }
  }

  /** What one contributor comes to; 0 if there is none of this key. */
  long sum(byte[] key) {
    int hash = hash(key, 0, key.length);
    int mask = slots.length - 1;
    for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int entry = (int) (slots[slot] & ENTRY) - 1;
      if ((int) (slots[slot] >>> Integer.SIZE) == hash && isAt(entry, key, 0, key.length)) {
        return sum(entry);
      }
    }
    return 0;
  }

  private long place(int entry) {
    return blocks[entry >>> BLOCK_BITS][(entry & IN_BLOCK) * WIDTH];
  }

  private long sum(int entry) {
    return blocks[entry >>> BLOCK_BITS][(entry & IN_BLOCK) * WIDTH + SUM];
  }

  private long samples(int entry) {
    return blocks[entry >>> BLOCK_BITS][(entry & IN_BLOCK) * WIDTH + SAMPLES];
  }

  /** The number of a chunk, where in it a key begins, and its length, in one. */
  private static long place(int chunk, int offset, int length) {
    return (long) chunk << (2 * CHUNK_BITS) | (long) offset << CHUNK_BITS | length;
  }

  private static int chunk(long place) {
    return (int) (place >>> (2 * CHUNK_BITS));
  }

  private static int offset(long place) {
    return (int) (place >>> CHUNK_BITS) & IN_CHUNK;
  }

  private static int length(long place) {
    return (int) place & IN_CHUNK;
  }

  private boolean isAt(int entry, byte[] key, int from, int length) {
    long place = place(entry);
    if (length(place) != length) {
      return false;
    }
    int at = offset(place);
    return Arrays.equals(chunks[chunk(place)], at, at + length, key, from, from + length);
  }

  private int insert(int slot, int hash, byte[] key, int from, int length) {
    if (2 * (size + 1) > slots.length) {
      grow();
      return entry(key, from, length);
    }
    makeRoom(length);
    makeRoom();
    System.arraycopy(key, from, chunks[chunks.length - 1], filled, length);
    blocks[size >>> BLOCK_BITS][(size & IN_BLOCK) * WIDTH] =
        place(chunks.length - 1, filled, length);
    filled += length;
    slots[slot] = (long) hash << Integer.SIZE | ++size;
    return size - 1;
  }

  /** For one entry more; the first block grows, as most tables are small. */
  private void makeRoom() {
    int block = size >>> BLOCK_BITS;
    if (block == blocks.length) {
      blocks = Arrays.copyOf(blocks, block + 1);
      blocks[block] = new long[BLOCK * WIDTH];
    } else if (size * WIDTH == blocks[0].length && size < BLOCK) {
      blocks[0] = Arrays.copyOf(blocks[0], 2 * blocks[0].length);
    }
  }

  /** The first chunk grows, as most tables are small; those behind it have their full size. */
  private void makeRoom(int length) {
    if (length > IN_CHUNK) {
      throw new IllegalStateException("a key of %d bytes".formatted(length));
    }
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
    long[] next = new long[Math.multiplyExact(2, slots.length)];
    int mask = next.length - 1;
    for (long found : slots) {
      if (found != 0) {
        int slot = (int) (found >>> Integer.SIZE) & mask;
        while (next[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        next[slot] = found;
      }
    }
    slots = next;
  }

  /** Eight bytes at a time, each stirred into all bits (the finaliser of MurmurHash3). */
  private static int hash(byte[] key, int from, int length) {
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
    return (int) (hash ^ (hash >>> 29));
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
    long largest = 0;
    for (int entry = 0; entry < size; entry++) {
      largest = Math.max(largest, sum(entry));
    }
    return largest;
  }

  /**
   * Those who contributed most, in falling order; of equals those whose keys come first by their
   * bytes.
   */
  List<Contributor> top(int limit) {
    Comparator<Integer> byKeys = this::compareKeys;
    Comparator<Integer> order =
        Comparator.<Integer>comparingLong(this::sum).thenComparing(byKeys.reversed());
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
    long first = place(one);
    long second = place(other);
    return Arrays.compareUnsigned(
        chunks[chunk(first)],
        offset(first),
        offset(first) + length(first),
        chunks[chunk(second)],
        offset(second),
        offset(second) + length(second));
  }

  /** Hands on everyone, in the order in which they were first met. */
  void each(Consumer<Contributor> to) {
    for (int entry = 0; entry < size; entry++) {
      to.accept(contributor(entry));
    }
  }

  /** The key of a number that {@link #entry} gave. */
  String key(int entry) {
    long place = place(entry);
    return new String(chunks[chunk(place)], offset(place), length(place), StandardCharsets.UTF_8);
  }

  private Contributor contributor(int entry) {
    return new Contributor(List.of(key(entry).split(" ", -1)), sum(entry), samples(entry));
  }
}
