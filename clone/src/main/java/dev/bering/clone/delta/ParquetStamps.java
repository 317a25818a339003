package dev.bering.clone.delta;

import dev.bering.tables.ParquetFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Lets Parquet checkpoints say that commits bear times. Only protocol and properties change. */
final class ParquetStamps {

  private static final String FEATURES = "writerFeatures";

  private final StampRules rules;

  ParquetStamps(StampRules rules) {
    this.rules = rules;
  }

  /** Copies a checkpoint row by row to a local file. */
  void rewrite(InputFile in, Path out) throws IOException {
    ParquetFiles.rewrite(in, out, ParquetStamps::withFeatures, this::rewrite);
  }

  /** Checkpoints of old writers have no column for features. */
  private static MessageType withFeatures(MessageType schema) {
    List<Type> fields = new ArrayList<>();
    for (Type field : schema.getFields()) {
      boolean extend =
          field.getName().equals("protocol") && !field.asGroupType().containsField(FEATURES);
      if (extend) {
        List<Type> inner = new ArrayList<>(field.asGroupType().getFields());
        inner.add(
            Types.optionalList()
                .optionalElement(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(FEATURES));
        fields.add(field.asGroupType().withNewFields(inner));
      } else {
        fields.add(field);
      }
    }
    return new MessageType(schema.getName(), fields);
  }

  private Group rewrite(Group row, MessageType schema) {
    SimpleGroup copy = ParquetFiles.in(schema, row);
    if (has(copy, "protocol")) {
      return ParquetFiles.with(copy, Map.of("protocol", protocol(copy.getGroup("protocol", 0))));
    }
    if (has(copy, "metaData")) {
      Group metadata = copy.getGroup("metaData", 0);
      Group changed = ParquetFiles.with(metadata, Map.of("configuration", configuration(metadata)));
      return ParquetFiles.with(copy, Map.of("metaData", changed));
    }
    return copy;
  }

  private static Group protocol(Group protocol) {
    List<String> listed = new ArrayList<>();
    if (has(protocol, FEATURES)) {
      Group list = protocol.getGroup(FEATURES, 0);
      for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
        listed.add(list.getGroup(0, i).getString(0, 0));
      }
    }
    GroupType type = protocol.getType().getType(FEATURES).asGroupType();
    SimpleGroup features = new SimpleGroup(type);
    StampRules.features(
            protocol.getInteger("minReaderVersion", 0),
            protocol.getInteger("minWriterVersion", 0),
            listed)
        .forEach(feature -> features.addGroup(0).append(elementOf(type), feature));
    return ParquetFiles.with(
        protocol, Map.of("minWriterVersion", StampRules.writerVersion(), FEATURES, features));
  }

  private static String elementOf(GroupType list) {
    return list.getType(0).asGroupType().getFieldName(0);
  }

  private Group configuration(Group metadata) {
    Map<String, String> properties = new LinkedHashMap<>();
    if (has(metadata, "configuration")) {
      Group map = metadata.getGroup("configuration", 0);
      for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
        Group entry = map.getGroup(0, i);
        properties.put(
            entry.getString(0, 0),
            entry.getFieldRepetitionCount(1) > 0 ? entry.getString(1, 0) : "");
      }
    }
    GroupType type = metadata.getType().getType("configuration").asGroupType();
    SimpleGroup map = new SimpleGroup(type);
    GroupType entry = type.getType(0).asGroupType();
    rules
        .properties(properties)
        .forEach(
            (key, value) ->
                map.addGroup(0)
                    .append(entry.getFieldName(0), key)
                    .append(entry.getFieldName(1), value));
    return map;
  }

  private static boolean has(Group group, String field) {
    return group.getType().containsField(field) && group.getFieldRepetitionCount(field) > 0;
  }
}
