package dev.bering.testkit;

import dev.bering.flow.LocalSpark;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Hands a {@link FlowTest} to the tests of a class, and fails a test that leaves something in
 * Spark's cache.
 *
 * <pre>{@code
 * @ExtendWith(FlowExtension.class)
 * class ScoreTest {
 *   @Test
 *   void flagsBusyHosts(FlowTest test) {
 *     test.of(new Score())
 *         .given("features", """
 *             host | bytes
 *             a    | 10
 *             b    | 900
 *             """)
 *         .when()
 *         .thenPort("alerts", """
 *             host | score
 *             b    | 0.9
 *             """);
 *   }
 * }
 * }</pre>
 *
 * <p>The session starts with the first test of the process that asks for it, and serves all: two
 * cores, UTC, ANSI arithmetic, Delta. A test that is not to wait for another's jobs runs alone.
 */
public final class FlowExtension
    implements ParameterResolver, BeforeEachCallback, AfterEachCallback {
  private static final Namespace OWN = Namespace.create(FlowExtension.class);
  private static final String CACHED = "cached";

  private static final class Shared {
    static final SparkSession SESSION = LocalSpark.named("tests").withCores(2).start();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == FlowTest.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return new FlowTest(Shared.SESSION);
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    test.getStore(OWN).put(CACHED, cached());
  }

  @Override
  public void afterEach(ExtensionContext test) {
    @SuppressWarnings("unchecked") // put there by beforeEach
    Set<Integer> before = test.getStore(OWN).getOrDefault(CACHED, Set.class, Set.of());
    refuse(leftBehind(before));
  }

  /** What is in the cache and was not there {@code before}. */
  Set<Integer> leftBehind(Set<Integer> before) {
    Set<Integer> left = cached();
    left.removeAll(before);
    return left;
  }

  static void refuse(Set<Integer> left) {
    if (!left.isEmpty()) {
      throw new AssertionError(
          "%d frames are left in Spark's cache: unpersist what you persist".formatted(left.size()));
    }
  }

  private static Set<Integer> cached() {
    var ids = new TreeSet<Integer>();
    CollectionConverters.asJava(Shared.SESSION.sparkContext().getPersistentRDDs().keySet())
        .forEach(id -> ids.add((Integer) id));
    return ids;
  }
}
