package dev.bering.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.JobFormat;
import dev.bering.model.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bering job schema}. */
@Command(
    name = "schema",
    description = "Print the JSON Schema of job files, for editors that check while one types.")
final class JobSchemaCommand extends Verb {

  @Option(names = "--policy", description = "Print that of cluster policies instead.")
  private boolean policy;

  JobSchemaCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    JobFormat format = new JobPlaces().format();
    ObjectNode schema = policy ? format.policySchema() : format.schema();
    return result("schema", schema, () -> schema.toPrettyString() + "\n", ExitCode.OK);
  }
}
