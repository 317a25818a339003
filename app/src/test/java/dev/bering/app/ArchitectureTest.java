package dev.bering.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that the module graph alone does not hold. */
class ArchitectureTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("test-classes"))
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.bering");

  private static String module(JavaClass type) {
    return type.getPackageName().substring("dev.bering.".length()).replaceAll("\\..*", "");
  }

  @Test
  void theRulesSawTheWholeHouse() {
    Set<String> modules =
        HOUSE.stream().map(ArchitectureTest::module).collect(Collectors.toCollection(TreeSet::new));
    assertThat(modules)
        .containsExactly(
            "app",
            "clone",
            "cost",
            "engine",
            "examples",
            "flow",
            "flowfile",
            "jobs",
            "lint",
            "model",
            "monitoring",
            "parity",
            "platforms",
            "porting",
            "profile",
            "rest",
            "semantics",
            "slices",
            "spark",
            "stores",
            "tables",
            "telemetry",
            "testkit",
            "transfer",
            "yaml");
    assertThat(HOUSE.size()).isGreaterThan(100);
  }

  @Test
  void arrowsGoDownwardsOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("model")
        .definedBy("dev.bering.model..")
        .layer("stores")
        .definedBy("dev.bering.stores..")
        .layer("tables")
        .definedBy("dev.bering.tables..")
        .layer("clone")
        .definedBy("dev.bering.clone..")
        .layer("engine")
        .definedBy("dev.bering.engine..")
        .layer("parity")
        .definedBy("dev.bering.parity..")
        .layer("flow")
        .definedBy("dev.bering.flow..")
        .layer("slices")
        .definedBy("dev.bering.slices..")
        .layer("semantics")
        .definedBy("dev.bering.semantics..")
        .layer("lint")
        .definedBy("dev.bering.lint..")
        .layer("porting")
        .definedBy("dev.bering.porting..")
        .layer("profile")
        .definedBy("dev.bering.profile..")
        .layer("telemetry")
        .definedBy("dev.bering.telemetry..")
        .layer("testkit")
        .definedBy("dev.bering.testkit..")
        .layer("spark")
        .definedBy("dev.bering.spark..")
        .layer("examples")
        .definedBy("dev.bering.examples..")
        .layer("yaml")
        .definedBy("dev.bering.yaml..")
        .layer("flowfile")
        .definedBy("dev.bering.flowfile..")
        .layer("jobs")
        .definedBy("dev.bering.jobs..")
        .layer("platforms")
        .definedBy("dev.bering.platforms..")
        .layer("rest")
        .definedBy("dev.bering.rest..")
        .layer("transfer")
        .definedBy("dev.bering.transfer..")
        .layer("monitoring")
        .definedBy("dev.bering.monitoring..")
        .layer("cost")
        .definedBy("dev.bering.cost..")
        .layer("app")
        .definedBy("dev.bering.app..")
        .whereLayer("app")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("yaml")
        .mayOnlyBeAccessedByLayers("flowfile", "jobs", "app")
        .whereLayer("jobs")
        .mayOnlyBeAccessedByLayers("platforms", "rest", "app")
        .whereLayer("platforms")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("transfer")
        .mayOnlyBeAccessedByLayers("monitoring", "app")
        .whereLayer("monitoring")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("cost")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("rest")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("flowfile")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("examples")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("porting")
        .mayOnlyBeAccessedByLayers("examples", "app")
        .whereLayer("lint")
        .mayOnlyBeAccessedByLayers("porting", "app")
        .whereLayer("semantics")
        .mayOnlyBeAccessedByLayers("porting", "flowfile", "examples", "app")
        .whereLayer("profile")
        .mayOnlyBeAccessedByLayers("flowfile", "app")
        .whereLayer("telemetry")
        .mayOnlyBeAccessedByLayers("flowfile", "app")
        .whereLayer("testkit")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("slices")
        .mayOnlyBeAccessedByLayers("flowfile", "examples", "app")
        .whereLayer("flow")
        .mayOnlyBeAccessedByLayers(
            "slices", "porting", "profile", "telemetry", "flowfile", "testkit", "examples", "app")
        .whereLayer("spark")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("parity")
        .mayOnlyBeAccessedByLayers("porting", "examples", "app")
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers(
            "parity", "transfer", "cost", "spark", "porting", "examples", "app")
        .whereLayer("tables")
        .mayOnlyBeAccessedByLayers(
            "clone",
            "engine",
            "parity",
            "slices",
            "flowfile",
            "spark",
            "porting",
            "examples",
            "app")
        .whereLayer("stores")
        .mayOnlyBeAccessedByLayers(
            "tables",
            "clone",
            "engine",
            "transfer",
            "monitoring",
            "cost",
            "slices",
            "spark",
            "yaml",
            "flowfile",
            "jobs",
            "platforms",
            "app")
        .whereLayer("clone")
        .mayOnlyBeAccessedByLayers("spark", "app")
        .check(HOUSE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.bering.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void onlyTheRoomsAroundSparkTouchSpark() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.bering.model..",
            "dev.bering.stores..",
            "dev.bering.tables..",
            "dev.bering.clone..",
            "dev.bering.engine..",
            "dev.bering.parity..",
            "dev.bering.semantics..",
            "dev.bering.lint..",
            "dev.bering.yaml..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.apache.spark..", "scala..", "io.delta.tables.."))
        .check(HOUSE);
  }

  @Test
  void resultsArePrintedInTheAppOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.bering.app..", "dev.bering.examples..", "dev.bering.flowfile..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(HOUSE);
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<String> unmarked =
        HOUSE.stream()
            .filter(type -> !type.getPackageName().contains(".pages")) // generated from templates
            .filter(type -> !type.getPackage().isAnnotatedWith(NullMarked.class))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unmarked).isEmpty();
  }

  @Test
  void nobodyThrowsABareRuntimeException() {
    Set<String> throwers =
        HOUSE.stream()
            .flatMap(type -> type.getConstructorCallsFromSelf().stream())
            .filter(call -> call.getTargetOwner().isEquivalentTo(RuntimeException.class))
            .filter(call -> !call.getOrigin().isConstructor()) // an exception calls its parent
            .map(JavaAccess::getDescription)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(throwers).isEmpty();
  }
}
