package dev.bering.app;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.parity.Normaliser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Results as JSON: the records of the other modules, component by component. Locations and
 * normalisers are text, times ISO-8601, durations seconds; an absent value is {@code null}.
 */
final class Json {

  /** Raised when a consumer of an earlier format would misread this one. */
  static final int FORMAT = 1;

  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addModule(
              new SimpleModule()
                  .addSerializer(Location.class, new LocationText())
                  .addSerializer(Normaliser.class, new NormaliserText()))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .build()
          .writerWithDefaultPrettyPrinter();

  private Json() {}

  /** One document: the format, the exit code, and the result under its name. */
  static String document(String name, Object result, ExitCode exitCode) {
    return document(Map.of(name, result), exitCode);
  }

  /** As {@link #document(String, Object, ExitCode)}, with several results. */
  static String document(Map<String, Object> results, ExitCode exitCode) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("format", FORMAT);
    document.put("exitCode", exitCode.number());
    document.putAll(results);
    return write(document);
  }

  /** The document of a command that ended without a result. */
  static String problems(UserException e) {
    return document("problems", e.problems(), e.exitCode());
  }

  private static String write(Object value) {
    try {
      return WRITER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("No JSON for " + value.getClass(), e);
    }
  }

  private static final class LocationText extends StdSerializer<Location> {
    private static final long serialVersionUID = 1L;

    LocationText() {
      super(Location.class);
    }

    @Override
    public void serialize(Location value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.toString());
    }
  }

  /** As a comparison document writes it. */
  private static final class NormaliserText extends StdSerializer<Normaliser> {
    private static final long serialVersionUID = 1L;

    NormaliserText() {
      super(Normaliser.class);
    }

    @Override
    public void serialize(Normaliser value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.text());
    }
  }
}
