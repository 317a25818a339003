package dev.bering.examples.platform;

import dev.bering.examples.LogisticModel;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowProvider;
import dev.bering.flow.ModelItem;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The whole platform, by its name: {@code bering flow graph
 * dev.bering.examples.platform.MonthOfDetection}, or in a flow file such as the one that {@link
 * SourceTables} lays down.
 */
public final class MonthOfDetection implements FlowProvider {

  @Override
  public Flow<?, ?> flow() {
    return PlatformFlows.platform();
  }

  @Override
  public ModelItem<?> model(String input, Location file) {
    try {
      return model(LogisticModel.onCard(Files.readString(Path.of(file.toString()))));
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "FLOW_MODEL_FILE",
              "Cannot read model %s from %s: %s.".formatted(input, file, e),
              "name the card of the classifier, classifier.json"),
          e);
    }
  }

  /** The classifier as the flow is given it. */
  static ModelItem<LogisticModel> model(LogisticModel classifier) {
    return ModelItem.of("classifier", classifier.version(), classifier);
  }
}
