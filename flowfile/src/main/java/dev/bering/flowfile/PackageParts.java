package dev.bering.flowfile;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.bering.flow.Flow;
import dev.bering.metrics.MetricsFile;
import dev.bering.model.Problem;
import dev.bering.profile.Budget;
import dev.bering.semantics.Division;
import dev.bering.slices.SlicedFlow;
import dev.bering.stores.Store;
import dev.bering.tables.DeltaState;
import dev.bering.telemetry.Lineage;
import dev.bering.yaml.YamlFile;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.snakeyaml.engine.v2.nodes.Node;
import picocli.CommandLine;

/**
 * The parts of Bering that a flow needs where it runs. What the place brings is left out: Spark,
 * Delta, Hadoop and what reads its storage are of versions that fit each other there.
 */
final class PackageParts {

  private static final List<Class<?>> ONE_OF_EACH =
      List.of(
          Problem.class,
          Store.class,
          DeltaState.class,
          Flow.class,
          SlicedFlow.class,
          Budget.class,
          Division.class,
          YamlFile.class,
          FlowFile.class,
          Lineage.class,
          MetricsFile.class,
          CommandLine.class,
          Node.class,
          NullMarked.class,
          Hashing.class);

  private PackageParts() {}

  /** The jars, or folders of classes, in which they are. */
  static List<Path> places() {
    return ONE_OF_EACH.stream().map(PackageParts::place).distinct().toList();
  }

  /** Where a class came from. */
  static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("%s came from nowhere".formatted(type), e);
    }
  }
}
