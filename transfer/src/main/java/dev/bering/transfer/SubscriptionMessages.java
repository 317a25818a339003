package dev.bering.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.bering.stores.WholeGzip;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The lines of what a subscription of CloudWatch Logs delivers: objects of JSON, one behind the
 * other with blanks, line ends or nothing between them, each with the events of one log stream.
 * They may be wrapped: zipped and in Base64, by itself, a line each, or as Kinesis and Lambda hand
 * it on. The n-th event of a file is its line n.
 *
 * <p>Source: "Subscription filters" of the Amazon CloudWatch Logs user guide.
 */
final class SubscriptionMessages extends InputStream {

  private static final ObjectReader JSON = new ObjectMapper().readerFor(JsonNode.class);

  /** How Base64 of anything zipped begins. */
  private static final String ZIPPED_IN_BASE64 = "H4sI";

  private static final int MOST_BYTES = 1 << 27;
  private static final int MOST_WRAPPED = 3;
  private static final List<String> LISTS = List.of("Records", "records");

  /** Base64 of more than this, once unzipped, is left out, and told. */
  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final String file;
  private final InputStream in;
  private final int mostBytes;
  private final Oddities.Counter odd = new Oddities.Counter();
  private final Deque<byte[]> lines = new ArrayDeque<>();
  private final BufferedReader texts;
  private final boolean isWrapped;
  private Optional<MappingIterator<JsonNode>> objects = Optional.empty();
  private byte[] line = {};
  private int at;
  private long messages;
  private long events;
  private long control;
  private boolean isOver;

  private SubscriptionMessages(String file, BegunStream in, int mostBytes) {
    this.file = file;
    this.in = in;
    this.mostBytes = mostBytes;
    this.isWrapped = in.text().startsWith(ZIPPED_IN_BASE64);
    this.texts = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
  }

  /** Whether a stream begins as messages do, and lines of a flow log do not. */
  static boolean begin(BegunStream in) {
    return in.text().startsWith("{") || in.text().startsWith(ZIPPED_IN_BASE64);
  }

  /**
   * Reads the lines of all messages.
   *
   * @throws IOException if the store fails; what was handed to the sink then counts for nothing
   */
  static FlowLogReader.Read read(
      String file, BegunStream in, Optional<FlowFormat> given, LineSink sink) throws IOException {
    return read(file, in, given, sink, MOST_BYTES);
  }

  /**
   * @param mostBytes of one piece of Base64, once unzipped
   */
  static FlowLogReader.Read read(
      String file, BegunStream in, Optional<FlowFormat> given, LineSink sink, int mostBytes)
      throws IOException {
    SubscriptionMessages messages = new SubscriptionMessages(file, in, mostBytes);
    FlowLogReader.Read read =
        FlowLogReader.read(file, messages, given, FlowLogReader.Piece.ALL, sink);
    return new FlowLogReader.Read(
        read.tally().and(messages.odd.found(), messages.control), read.ends());
  }

  @Override
  public int read() throws IOException {
    return isMore() ? line[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (!isMore()) {
      return -1;
    }
    int size = Math.min(length, line.length - at);
    System.arraycopy(line, at, into, offset, size);
    at += size;
    return size;
  }

  private boolean isMore() throws IOException {
    while (at == line.length) {
      while (lines.isEmpty() && !isOver) {
        isOver = !next();
      }
      if (lines.isEmpty()) {
        return false;
      }
      line = lines.remove();
      at = 0;
    }
    return true;
  }

  /** One message more, or some; not at the end, also at an untimely one. */
  private boolean next() throws IOException {
    try {
      if (isWrapped) {
        String text = texts.readLine();
        if (text != null && !text.isBlank()) {
          unwrap(text.strip(), 1);
        }
        return text != null;
      }
      if (objects.isEmpty()) {
        objects = Optional.of(JSON.readValues(in));
      }
      if (!objects.get().hasNextValue()) {
        return false;
      }
      message(objects.get().nextValue(), 0);
      return true;
    } catch (JsonProcessingException e) {
      broken(e);
      return false;
    }
  }

  private void broken(JsonProcessingException why) {
    odd.add(
        why instanceof JsonEOFException ? Oddity.TRUNCATED : Oddity.UNREADABLE,
        file,
        0,
        "after message " + messages);
  }

  private void message(JsonNode message, int depth) {
    String type = message.path("messageType").asText("");
    if (type.equals("DATA_MESSAGE") && message.path("logEvents").isArray()) {
      messages++;
      message.path("logEvents").forEach(this::event);
    } else if (type.equals("CONTROL_MESSAGE")) {
      messages++;
      control++;
    } else {
      List<JsonNode> data = wrapped(message);
      if (data.isEmpty() || depth == MOST_WRAPPED) {
        messages++;
        odd.add(Oddity.MESSAGE_UNKNOWN, file, 0, "message %d: %s".formatted(messages, message));
      }
      if (depth < MOST_WRAPPED) {
        data.forEach(one -> unwrap(one.asText(""), depth + 1));
      }
    }
  }

  /** What Lambda and Kinesis hand on, and what a delivery asks to be transformed. */
  private static List<JsonNode> wrapped(JsonNode message) {
    List<JsonNode> data = new ArrayList<>();
    data.add(message.path("awslogs").path("data"));
    for (String list : LISTS) {
      for (JsonNode one : message.path(list)) {
        data.add(one.path("kinesis").path("data"));
        data.add(one.path("Data"));
        data.add(one.path("data"));
      }
    }
    data.removeIf(one -> !one.isTextual());
    return data;
  }

  private void unwrap(String base64, int depth) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      boolean isZipped = bytes.length > 1 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b;
      InputStream content = new ByteArrayInputStream(bytes);
      if (isZipped) {
        content = new ByteArrayInputStream(unzipped(content));
      }
      try (MappingIterator<JsonNode> inner = JSON.readValues(content)) {
        while (inner.hasNextValue()) {
          message(inner.nextValue(), depth);
        }
      }
    } catch (JsonProcessingException e) {
      broken(e);
    } catch (IllegalArgumentException e) {
      messages++;
      odd.add(Oddity.MESSAGE_UNKNOWN, file, 0, "message %d: it is no Base64".formatted(messages));
    } catch (TooLarge e) {
      messages++;
      odd.add(
          Oddity.MESSAGE_UNKNOWN,
          file,
          0,
          "message %d: unzipped it is more than %d bytes".formatted(messages, mostBytes));
    } catch (IOException e) {
      odd.add(Oddity.TRUNCATED, file, 0, "after message " + messages);
    }
  }

  private byte[] unzipped(InputStream zipped) throws IOException {
    try (InputStream in = WholeGzip.of(zipped)) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new TooLarge();
      }
      return bytes;
    }
  }

  /** Also one that is none is a line, so that the lines behind it keep their numbers. */
  private void event(JsonNode event) {
    events++;
    JsonNode text = event.path("message");
    if (!text.isTextual()) {
      odd.add(Oddity.MESSAGE_UNKNOWN, file, events, event.toString());
    }
    String one = text.isTextual() ? text.textValue().strip().replace('\n', ' ') : "";
    lines.add((one + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
