package dev.bering.flow;

import dev.bering.flow.PortSpec.Occurs;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Reads what one component of a bundle declares. */
record PortReader(RecordComponent component, TypeArguments arguments) {

  /**
   * The port.
   *
   * @throws UserException FLOW_PORT_TYPE, FLOW_PORT_DDL, FLOW_ROW_TYPE
   */
  PortSpec read() {
    Type type = arguments.resolve(component.getGenericType());
    if (type instanceof ParameterizedType p && p.getRawType() == Optional.class) {
      return handle(p.getActualTypeArguments()[0], Occurs.OPTIONAL);
    }
    if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
      return handle(p.getActualTypeArguments()[0], Occurs.REPEATED);
    }
    return handle(type, Occurs.ONCE);
  }

  private PortSpec handle(Type type, Occurs occurs) {
    if (type instanceof ParameterizedType handle && handle.getRawType() == Frame.class) {
      return frame(handle.getActualTypeArguments()[0], occurs);
    }
    if (type instanceof ParameterizedType handle && handle.getRawType() == ModelItem.class) {
      return model(handle.getActualTypeArguments()[0], occurs);
    }
    throw refused(
        "FLOW_PORT_TYPE",
        "%s is neither a Frame<...> nor a ModelItem<...>"
            .formatted(component.getGenericType().getTypeName()),
        "configure components through their constructors and keep ports for frames and models");
  }

  private PortSpec frame(Type item, Occurs occurs) {
    Ddl ddl = component.getAnnotation(Ddl.class);
    if (item == Row.class) {
      return ddl == null
          ? new PortSpec.AnyRows(component.getName(), occurs)
          : new PortSpec.Rows(component.getName(), columns(ddl), Row.class, occurs);
    }
    if (ddl != null) {
      throw refused(
          "FLOW_PORT_DDL",
          "its columns are declared twice, by @Ddl and by %s".formatted(item.getTypeName()),
          "drop @Ddl, or make it a Frame<Row>");
    }
    if (item instanceof Class<?> row && row.isRecord()) {
      StructType schema =
          RecordEncoder.schema(subject() + ": column ", row.asSubclass(Record.class));
      return new PortSpec.Rows(component.getName(), schema, row, occurs);
    }
    throw refused(
        "FLOW_PORT_TYPE",
        "%s is neither a record nor Row".formatted(item.getTypeName()),
        "declare the columns as a record, or as @Ddl(\"...\") Frame<Row>");
  }

  private StructType columns(Ddl ddl) {
    try {
      return StructType.fromDDL(ddl.value());
    } catch (Exception e) { // Scala throws the checked ParseException without saying so
      throw refused(
          "FLOW_PORT_DDL",
          "@Ddl(\"%s\") is no list of columns".formatted(ddl.value()),
          "write it as in @Ddl(\"host STRING NOT NULL, bytes BIGINT\")");
    }
  }

  private PortSpec model(Type item, Occurs occurs) {
    if (item instanceof Class<?> || item instanceof ParameterizedType) {
      return new PortSpec.Model(
          component.getName(), TypeArguments.raw(item), signature(item), occurs);
    }
    throw refused(
        "FLOW_PORT_TYPE",
        "%s is not the type of a model".formatted(item.getTypeName()),
        "name the class or interface of the model");
  }

  /** What the records say that a {@link FrameModel} is of. */
  private ModelSignature signature(Type model) {
    Optional<Type[]> records = TypeArguments.implemented(model, FrameModel.class);
    if (records.isEmpty() || !isRecord(records.get()[0]) || !isRecord(records.get()[1])) {
      return ModelSignature.UNDECLARED;
    }
    return new ModelSignature(columns(records.get()[0]), columns(records.get()[1]));
  }

  private static boolean isRecord(Type type) {
    return type instanceof Class<?> c && c.isRecord();
  }

  private StructType columns(Type record) {
    return RecordEncoder.schema(
        subject() + ": column ", TypeArguments.raw(record).asSubclass(Record.class));
  }

  private UserException refused(String code, String fact, String hint) {
    return UserException.usage(new Problem(code, "%s: %s.".formatted(subject(), fact), hint));
  }

  private String subject() {
    return "Cannot read port %s.%s"
        .formatted(TypeName.of(component.getDeclaringRecord()), component.getName());
  }
}
