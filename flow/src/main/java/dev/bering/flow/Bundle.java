package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A record whose components are ports: what they declare, and the way from a record to its handles
 * and back.
 */
record Bundle<R extends Record>(Class<R> type, List<PortSpec> ports) {

  Bundle {
    ports = List.copyOf(ports);
  }

  static <R extends Record> Bundle<R> of(Class<R> type) {
    return of(type, TypeArguments.NONE);
  }

  /**
   * The ports of {@code type}, whose type parameters stand for {@code arguments}.
   *
   * @throws UserException for every component that is no port
   */
  static <R extends Record> Bundle<R> of(Class<R> type, TypeArguments arguments) {
    var ports = new ArrayList<PortSpec>();
    var problems = new ArrayList<Problem>();
    for (RecordComponent component : type.getRecordComponents()) {
      try {
        ports.add(port(component, arguments));
      } catch (UserException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new Bundle<>(type, ports);
  }

  private static PortSpec port(RecordComponent component, TypeArguments arguments) {
    Class<?> raw = component.getType();
    if ((raw != Frame.class && raw != ModelItem.class)
        || !(component.getGenericType() instanceof ParameterizedType handle)) {
      throw refused(
          component,
          "FLOW_PORT_TYPE",
          "%s is neither a Frame<...> nor a ModelItem<...>"
              .formatted(component.getGenericType().getTypeName()),
          "configure components through their constructors and keep ports for frames and models");
    }
    Type item = arguments.resolve(handle.getActualTypeArguments()[0]);
    return raw == Frame.class ? frame(component, item) : model(component, item);
  }

  private static PortSpec frame(RecordComponent component, Type item) {
    Ddl ddl = component.getAnnotation(Ddl.class);
    if (item == Row.class) {
      return ddl == null
          ? new PortSpec.AnyRows(component.getName())
          : new PortSpec.Rows(component.getName(), columns(component, ddl), Row.class);
    }
    if (ddl != null) {
      throw refused(
          component,
          "FLOW_PORT_DDL",
          "its columns are declared twice, by @Ddl and by %s".formatted(item.getTypeName()),
          "drop @Ddl, or make it a Frame<Row>");
    }
    if (item instanceof Class<?> row && row.isRecord()) {
      StructType schema = RecordEncoder.schema(row.asSubclass(Record.class));
      return new PortSpec.Rows(component.getName(), schema, row);
    }
    throw refused(
        component,
        "FLOW_PORT_TYPE",
        "%s is neither a record nor Row".formatted(item.getTypeName()),
        "declare the columns as a record, or as @Ddl(\"...\") Frame<Row>");
  }

  private static StructType columns(RecordComponent component, Ddl ddl) {
    try {
      return StructType.fromDDL(ddl.value());
    } catch (Exception e) { // Scala throws the checked ParseException without saying so
      throw refused(
          component,
          "FLOW_PORT_DDL",
          "@Ddl(\"%s\") is no list of columns".formatted(ddl.value()),
          "write it as in @Ddl(\"host STRING NOT NULL, bytes BIGINT\")");
    }
  }

  private static PortSpec model(RecordComponent component, Type item) {
    if (item instanceof Class<?> type) {
      return new PortSpec.Model(component.getName(), type);
    }
    if (item instanceof ParameterizedType type && type.getRawType() instanceof Class<?> raw) {
      return new PortSpec.Model(component.getName(), raw);
    }
    throw refused(
        component,
        "FLOW_PORT_TYPE",
        "%s is not the type of a model".formatted(item.getTypeName()),
        "name the class or interface of the model");
  }

  private static UserException refused(
      RecordComponent component, String code, String fact, String hint) {
    return UserException.usage(
        new Problem(
            code,
            "Cannot read port %s.%s: %s."
                .formatted(TypeName.of(component.getDeclaringRecord()), component.getName(), fact),
            hint));
  }

  /** A bundle with {@code valueOf} each of its ports. */
  R make(Function<PortSpec, Handle> valueOf) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<R> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return canonical.newInstance(ports.stream().map(valueOf).toArray());
    } catch (InvocationTargetException e) {
      throw bundleFailed(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make a %s".formatted(type), e);
    }
  }

  private IllegalStateException bundleFailed(@Nullable Throwable cause) {
    return new IllegalStateException(
        "The constructor of %s failed; a bundle of ports only holds them"
            .formatted(TypeName.of(type)),
        cause);
  }

  /** What {@code bundle} holds for {@code port}; null where its maker put null. */
  @Nullable Handle read(Record bundle, PortSpec port) {
    try {
      for (RecordComponent component : type.getRecordComponents()) {
        if (component.getName().equals(port.name())) {
          component.getAccessor().setAccessible(true);
          return (Handle) component.getAccessor().invoke(bundle);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read %s of %s".formatted(port, bundle), e);
    }
    throw new IllegalStateException("%s has no port %s".formatted(type, port));
  }
}
