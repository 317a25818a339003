package dev.bering.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.ExitCode;
import picocli.CommandLine.Command;

/** {@code bering job schema}. */
@Command(
    name = "schema",
    description = "Print the JSON Schema of job files, for editors that check while one types.")
final class JobSchemaCommand extends Verb {

  JobSchemaCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    ObjectNode schema = new JobPlaces().format().schema();
    return result("schema", schema, () -> schema.toPrettyString() + "\n", ExitCode.OK);
  }
}
