package dev.bering.platforms;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.ResourceUse.SparkSums;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Adds up what the tasks and executors of an application have used, from the lines of Spark's event
 * log: one JSON object each, as {@code org.apache.spark.util.JsonProtocol} of Spark 3.5 and 4.1
 * writes them. Of each line only the fields that count are kept, so that memory does not grow with
 * the log or its lines. A line that is no JSON, as the last one of a run that was killed, is
 * counted and told, and what is whole counts all the same.
 */
final class EventLogReader {
  /** By this setting an application says which attempt of a run it is. */
  static final String ATTEMPT = "spark.bering.attempt";

  private static final Set<String> KEPT =
      Set.of(
          "Event",
          "Timestamp",
          "App ID",
          "Spark Version",
          "Spark Properties",
          ATTEMPT,
          "Executor ID",
          "Executor Info",
          "Total Cores",
          "Task End Reason",
          "Reason",
          "Task Info",
          "Finish Time",
          "Task Metrics",
          "Executor Run Time",
          "Executor CPU Time",
          "JVM GC Time",
          "Memory Bytes Spilled",
          "Disk Bytes Spilled",
          "Shuffle Read Metrics",
          "Remote Bytes Read",
          "Local Bytes Read",
          "Shuffle Write Metrics",
          "Shuffle Bytes Written",
          "Input Metrics",
          "Bytes Read",
          "Records Read",
          "Output Metrics",
          "Bytes Written",
          "Records Written",
          "Task Executor Metrics",
          "JVMHeapMemory");
  private static final Set<String> EVENTS =
      Set.of(
          "SparkListenerLogStart",
          "SparkListenerApplicationStart",
          "SparkListenerApplicationEnd",
          "SparkListenerEnvironmentUpdate",
          "SparkListenerExecutorAdded",
          "SparkListenerExecutorRemoved",
          "SparkListenerTaskEnd");
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Executor> executors = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private Optional<String> applicationId = Optional.empty();
  private Optional<String> attempt = Optional.empty();
  private Optional<String> version = Optional.empty();
  private Optional<Instant> startedAt = Optional.empty();
  private Optional<Instant> endedAt = Optional.empty();
  private boolean hasEnvironment;
  private long lastMillis;
  private long brokenCount;
  private long taskCount;
  private long failedCount;
  private long runMillis;
  private long cpuNanos;
  private long gcMillis;
  private long inputBytes;
  private long inputRows;
  private long outputBytes;
  private long outputRows;
  private long shuffleReadBytes;
  private long shuffleWrittenBytes;
  private long spilledMemoryBytes;
  private long spilledDiskBytes;
  private long peakHeapBytes;
  private long goneCoreMillis;
  private int executorCount;

  private record Executor(int cores, long addedMillis) {}

  /** Reads one file of a log to its end, or until it breaks off, which is noted. */
  void read(String name, InputStream text) {
    Lines lines = new Lines(text);
    try {
      while (lines.next()) {
        line(lines);
      }
    } catch (IOException e) {
      notes.add("%s breaks off: %s".formatted(name, e.getMessage()));
    }
  }

  /** Reads no further than the settings of the application, which stand near the beginning. */
  void readHead(InputStream text) throws IOException {
    Lines lines = new Lines(text);
    for (int i = 0; i < 100 && !hasEnvironment && lines.next(); i++) {
      line(lines);
    }
  }

  /** Which attempt of a run it is; empty for an application that Bering has not started. */
  Optional<String> attempt() {
    return attempt;
  }

  Optional<String> applicationId() {
    return applicationId;
  }

  private void line(Lines lines) throws IOException {
    try (JsonParser parser = JSON.createParser(lines)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        brokenCount += parser.currentToken() == null ? 0 : 1;
        return;
      }
      // JsonProtocol writes the name of the event first.
      if (!"Event".equals(parser.nextFieldName())) {
        return;
      }
      String event = parser.nextTextValue();
      if (event != null && EVENTS.contains(event)) {
        event(event, kept(parser));
      }
    } catch (JsonProcessingException e) {
      brokenCount++;
    }
  }

  /** The rest of an object, without the fields that do not count. */
  private static ObjectNode kept(JsonParser parser) throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      if (!KEPT.contains(name) || value == JsonToken.START_ARRAY) {
        parser.skipChildren();
      } else if (value == JsonToken.START_OBJECT) {
        object.set(name, kept(parser));
      } else if (value == JsonToken.VALUE_NUMBER_INT) {
        object.put(name, parser.getLongValue());
      } else if (value == JsonToken.VALUE_STRING) {
        object.put(name, parser.getText());
      }
    }
    if (parser.currentToken() != JsonToken.END_OBJECT) {
      throw new com.fasterxml.jackson.core.io.JsonEOFException(
          parser, parser.currentToken(), "an object without its end");
    }
    return object;
  }

  private void event(String name, ObjectNode event) {
    long millis = event.path("Timestamp").asLong();
    lastMillis = Math.max(lastMillis, millis);
    switch (name) {
      case "SparkListenerLogStart" -> version = text(event.path("Spark Version"));
      case "SparkListenerEnvironmentUpdate" -> {
        hasEnvironment = true;
        attempt = text(event.path("Spark Properties").path(ATTEMPT)).or(() -> attempt);
      }
      case "SparkListenerApplicationStart" -> {
        applicationId = text(event.path("App ID"));
        startedAt = Optional.of(Instant.ofEpochMilli(millis));
      }
      case "SparkListenerApplicationEnd" -> endedAt = Optional.of(Instant.ofEpochMilli(millis));
      case "SparkListenerExecutorAdded" -> {
        Executor added =
            new Executor(event.path("Executor Info").path("Total Cores").asInt(), millis);
        executorCount += executors.put(event.path("Executor ID").asText(), added) == null ? 1 : 0;
      }
      case "SparkListenerExecutorRemoved" -> {
        Executor gone = executors.remove(event.path("Executor ID").asText());
        goneCoreMillis += gone == null ? 0 : coreMillis(gone, millis);
      }
      default -> task(event);
    }
  }

  private static Optional<String> text(JsonNode node) {
    return Optional.of(node.asText("")).filter(text -> !text.isEmpty());
  }

  private static long coreMillis(Executor executor, long untilMillis) {
    return executor.cores() * Math.max(0, untilMillis - executor.addedMillis());
  }

  private void task(ObjectNode event) {
    boolean isGood = event.path("Task End Reason").path("Reason").asText().equals("Success");
    JsonNode used = event.path("Task Metrics");
    lastMillis = Math.max(lastMillis, event.path("Task Info").path("Finish Time").asLong());
    taskCount++;
    failedCount += isGood ? 0 : 1;
    runMillis += used.path("Executor Run Time").asLong();
    cpuNanos += used.path("Executor CPU Time").asLong();
    gcMillis += used.path("JVM GC Time").asLong();
    inputBytes += used.path("Input Metrics").path("Bytes Read").asLong();
    inputRows += used.path("Input Metrics").path("Records Read").asLong();
    outputBytes += isGood ? used.path("Output Metrics").path("Bytes Written").asLong() : 0;
    outputRows += isGood ? used.path("Output Metrics").path("Records Written").asLong() : 0;
    JsonNode read = used.path("Shuffle Read Metrics");
    shuffleReadBytes +=
        read.path("Remote Bytes Read").asLong() + read.path("Local Bytes Read").asLong();
    shuffleWrittenBytes +=
        used.path("Shuffle Write Metrics").path("Shuffle Bytes Written").asLong();
    spilledMemoryBytes += used.path("Memory Bytes Spilled").asLong();
    spilledDiskBytes += used.path("Disk Bytes Spilled").asLong();
    peakHeapBytes =
        Math.max(peakHeapBytes, event.path("Task Executor Metrics").path("JVMHeapMemory").asLong());
  }

  /** The sums so far. */
  SparkSums sums() {
    long end = endedAt.map(Instant::toEpochMilli).orElse(lastMillis);
    long coreMillis =
        goneCoreMillis
            + executors.values().stream().mapToLong(executor -> coreMillis(executor, end)).sum();
    return new SparkSums(
        version,
        startedAt,
        endedAt,
        taskCount,
        failedCount,
        runMillis,
        cpuNanos / 1_000_000,
        gcMillis,
        inputBytes,
        inputRows,
        outputBytes,
        outputRows,
        shuffleReadBytes,
        shuffleWrittenBytes,
        spilledMemoryBytes,
        spilledDiskBytes,
        peakHeapBytes > 0 ? OptionalLong.of(peakHeapBytes) : OptionalLong.empty(),
        executorCount,
        coreMillis);
  }

  /** What a reader of the sums has to know. */
  List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    if (brokenCount > 0) {
      all.add(
          brokenCount == 1
              ? "a line of the log is no whole event and is not counted"
              : "%d lines of the log are no whole events and are not counted"
                  .formatted(brokenCount));
    }
    if (endedAt.isEmpty()) {
      all.add("the log has no end of the application; its executors count until its last event");
    }
    return all;
  }

  /** The lines of a text, one at a time as a stream of its own; no line is held. */
  private static final class Lines extends InputStream {
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private boolean isLineOver = true;

    Lines(InputStream in) {
      this.in = in;
    }

    /** False at the end of the text. */
    private boolean fill() throws IOException {
      while (at == end) {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        if (end == 0) {
          return false;
        }
      }
      return true;
    }

    /** Goes to the next line, over what is left of this one; false if there is none. */
    boolean next() throws IOException {
      while (!isLineOver && fill()) {
        take(end - at);
      }
      isLineOver = !fill();
      return !isLineOver;
    }

    /** Steps over so many bytes, or to the end of the line; tells how many were of the line. */
    private int take(int most) {
      int from = at;
      int limit = Math.min(end, at + most);
      while (at < limit && buffer[at] != '\n') {
        at++;
      }
      int taken = at - from;
      if (at < limit) {
        at++;
        isLineOver = true;
      }
      return taken;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (isLineOver || !fill()) {
        isLineOver = true;
        return -1;
      }
      int start = at;
      int taken = take(length);
      System.arraycopy(buffer, start, to, from, taken);
      return taken == 0 ? -1 : taken;
    }
  }
}
