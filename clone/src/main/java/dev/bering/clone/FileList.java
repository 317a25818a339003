package dev.bering.clone;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.bering.model.Location;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of a plan, in the order in which they are to be copied: few of them in memory, many on
 * this machine's disk. It lasts as long as its plan.
 */
public final class FileList implements Iterable<FileCopy> {

  /** So many fit in memory without anybody noticing. */
  private static final int IN_MEMORY = 10_000;

  private final List<Part> parts;

  private FileList(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** What one builder took: the first files in memory, the others on disk. */
  private record Part(List<FileCopy> first, Optional<Path> rest, long count, long sizeBytes) {}

  /** One list after the other. */
  public static FileList concat(FileList... lists) {
    List<Part> parts = new ArrayList<>();
    for (FileList list : lists) {
      parts.addAll(list.parts);
    }
    return new FileList(parts);
  }

  /** How many files there are. */
  public long count() {
    return parts.stream().mapToLong(Part::count).sum();
  }

  /** Their bytes together. */
  public long sizeBytes() {
    return parts.stream().mapToLong(Part::sizeBytes).sum();
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return count() == 0;
  }

  @Override
  @JsonValue
  public Iterator<FileCopy> iterator() {
    return new Reading(parts.iterator());
  }

  /** Takes files one by one. */
  public static final class Builder {
    private final Staging staging;
    private final List<FileCopy> first = new ArrayList<>();
    private @Nullable Path rest;
    private @Nullable DataOutputStream out;
    private long count;
    private long sizeBytes;

    /** A builder of a list that lasts as long as {@code staging}. */
    public Builder(Staging staging) {
      this.staging = staging;
    }

    /** One more file. */
    public void add(FileCopy file) throws IOException {
      count++;
      sizeBytes += file.sizeBytes();
      if (first.size() < IN_MEMORY) {
        first.add(file);
        return;
      }
      DataOutputStream stream = out;
      if (stream == null) {
        Path path = staging.newFile("files");
        stream =
            new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), 1 << 16));
        rest = path;
        out = stream;
      }
      boolean plain = file.equals(FileCopy.of(file.target(), file.sizeBytes()));
      Texts.write(stream, file.target());
      stream.writeLong(file.sizeBytes());
      stream.writeBoolean(plain);
      if (!plain) {
        Texts.write(stream, file.source());
        Texts.write(stream, file.elsewhere().map(Location::toString).orElse(""));
      }
    }

    /** The list; call once, last. */
    public FileList build() throws IOException {
      if (out != null) {
        out.close();
      }
      return new FileList(
          List.of(new Part(List.copyOf(first), Optional.ofNullable(rest), count, sizeBytes)));
    }
  }

  private static final class Reading implements Iterator<FileCopy> {
    private final Iterator<Part> parts;
    private Iterator<FileCopy> inMemory = List.<FileCopy>of().iterator();
    private @Nullable DataInputStream onDisk;
    private long leftOnDisk;
    private @Nullable FileCopy next;

    Reading(Iterator<Part> parts) {
      this.parts = parts;
      next = advance();
    }

    private @Nullable FileCopy advance() {
      try {
        while (true) {
          if (inMemory.hasNext()) {
            return inMemory.next();
          }
          if (onDisk != null && leftOnDisk > 0) {
            leftOnDisk--;
            return read(onDisk);
          }
          if (onDisk != null) {
            onDisk.close();
            onDisk = null;
          }
          if (!parts.hasNext()) {
            return null;
          }
          begin(parts.next());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void begin(Part part) throws IOException {
      inMemory = part.first().iterator();
      leftOnDisk = part.count() - part.first().size();
      if (part.rest().isPresent()) {
        onDisk =
            new DataInputStream(
                new BufferedInputStream(Files.newInputStream(part.rest().get()), 1 << 16));
      }
    }

    private static FileCopy read(DataInputStream in) throws IOException {
      String target = Texts.read(in);
      long sizeBytes = in.readLong();
      if (in.readBoolean()) {
        return FileCopy.of(target, sizeBytes);
      }
      String source = Texts.read(in);
      String elsewhere = Texts.read(in);
      return new FileCopy(
          elsewhere.isEmpty() ? Optional.empty() : Optional.of(Location.of(elsewhere)),
          source,
          target,
          sizeBytes);
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public FileCopy next() {
      FileCopy file = next;
      if (file == null) {
        throw new NoSuchElementException();
      }
      next = advance();
      return file;
    }
  }
}
