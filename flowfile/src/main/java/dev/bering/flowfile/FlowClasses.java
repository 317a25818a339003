package dev.bering.flowfile;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowProvider;
import dev.bering.flow.MultiTransformer;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Classes that are named: flows and their parts, in jars of their own or beside Bering's. */
public final class FlowClasses {

  private static final String MEND =
      "mend the class; a flow is described without data and without Spark";

  private final ClassLoader loader;

  private FlowClasses(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * The classes of {@code jars}, and all that are there without them.
   *
   * @param jars or folders of classes
   * @throws UserException FLOW_JAR for each that is not there
   */
  public static FlowClasses of(List<Path> jars) {
    var urls = new ArrayList<URL>();
    var problems = new ArrayList<Problem>();
    for (Path jar : jars) {
      if (!Files.exists(jar)) {
        problems.add(
            new Problem(
                "FLOW_JAR",
                "Cannot open %s: nothing is there.".formatted(jar),
                "name a jar, or a folder of classes"));
        continue;
      }
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException("%s has no address".formatted(jar), e);
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    ClassLoader own = FlowClasses.class.getClassLoader();
    return new FlowClasses(
        urls.isEmpty() ? own : new URLClassLoader(urls.toArray(URL[]::new), own));
  }

  /**
   * The flow that the provider {@code name} makes with {@code parameters}.
   *
   * @throws UserException FLOW_PROVIDER if the class is no provider of a flow, FLOW_PARAMETERS if
   *     it takes none, or what is wrong with the flow
   */
  public LoadedFlow flow(String name, Map<String, String> parameters) {
    FlowProvider provider =
        made(
            name,
            FlowProvider.class,
            "Cannot get a flow from %s: %s.",
            "name a public class that implements dev.bering.flow.FlowProvider, such as"
                + " com.acme.Detection, and the jars it is in");
    try {
      Flow<?, ?> flow = provider.flow(parameters);
      if (flow == null) {
        throw UserException.usage(
            new Problem(
                "FLOW_PROVIDER",
                "Cannot get a flow from %s: its method flow gave none.".formatted(name),
                MEND));
      }
      return new LoadedFlow(provider, flow, loader);
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw UserException.usage(
          new Problem(
              "FLOW_PROVIDER",
              "Cannot get a flow from %s: its method flow failed with %s.".formatted(name, e),
              MEND),
          e);
    }
  }

  /**
   * The component {@code name}.
   *
   * @throws UserException FLOW_PROVIDER if the class is no component
   */
  MultiTransformer<?, ?> component(String name) {
    return made(
        name,
        MultiTransformer.class,
        "Cannot roll up by %s: %s.",
        "name a public class that implements dev.bering.flow.MultiTransformer");
  }

  private <T> T made(String name, Class<T> type, String sentence, String hint) {
    try {
      Object made = Class.forName(name, true, loader).getConstructor().newInstance();
      if (type.isInstance(made)) {
        return type.cast(made);
      }
      throw refused(name, "it does not implement " + type.getName(), sentence, hint);
    } catch (ClassNotFoundException e) {
      throw refused(name, "there is no such class in the jars", sentence, hint);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw refused(
          name,
          "it has no public constructor without parameters, or is not public",
          sentence,
          hint);
    } catch (InstantiationException e) {
      throw refused(name, "it is abstract", sentence, hint);
    } catch (InvocationTargetException e) {
      throw refused(name, "its constructor failed with " + e.getCause(), sentence, hint);
    } catch (LinkageError e) {
      throw refused(name, "it does not link: " + e, sentence, hint);
    }
  }

  private static UserException refused(String name, String fact, String sentence, String hint) {
    return UserException.usage(new Problem("FLOW_PROVIDER", sentence.formatted(name, fact), hint));
  }
}
