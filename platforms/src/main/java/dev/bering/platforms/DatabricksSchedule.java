package dev.bering.platforms;

import dev.bering.jobs.KeptSchedule;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import java.util.Optional;

/** The job that Databricks keeps and starts by itself. */
final class DatabricksSchedule implements KeptSchedule {
  private final DatabricksDefinition definition;
  private final String host;

  DatabricksSchedule(Rendering rendering, DatabricksApi api) {
    this.definition = new DatabricksDefinition(rendering, api);
    this.host = api.host();
  }

  @Override
  public Optional<String> pause() throws PlatformException {
    return definition.pause().map(this::named);
  }

  @Override
  public String resume() throws PlatformException {
    return named(definition.anew());
  }

  private String named(String id) {
    return "job %s of %s".formatted(id, host);
  }
}
