package dev.bering.app;

import dev.bering.flow.FlowPlan;
import dev.bering.flow.FlowProvider;
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

/** Flows that are named by a class, in jars of their own or among Bering's. */
final class FlowClasses {

  private FlowClasses() {}

  /**
   * The plan of the flow that {@code provider} gives.
   *
   * @throws UserException FLOW_JAR for jars that are not there, FLOW_PROVIDER if the class is no
   *     provider of a flow, or what is wrong with the flow
   */
  static FlowPlan plan(List<Path> jars, String provider) {
    FlowProvider made = provider(loader(jars), provider);
    try {
      return made.flow().plan();
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw refused(provider, "its method flow failed with " + e);
    }
  }

  private static ClassLoader loader(List<Path> jars) {
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
    return urls.isEmpty() ? own : new URLClassLoader(urls.toArray(URL[]::new), own);
  }

  private static FlowProvider provider(ClassLoader loader, String name) {
    try {
      Object made = Class.forName(name, true, loader).getConstructor().newInstance();
      if (made instanceof FlowProvider provider) {
        return provider;
      }
      throw refused(name, "it does not implement dev.bering.flow.FlowProvider");
    } catch (ClassNotFoundException e) {
      throw refused(name, "there is no such class in the jars");
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw refused(name, "it has no public constructor without parameters, or is not public");
    } catch (InstantiationException e) {
      throw refused(name, "it is abstract");
    } catch (InvocationTargetException e) {
      throw refused(name, "its constructor failed with " + e.getCause());
    } catch (LinkageError e) {
      throw refused(name, "it does not link: " + e);
    }
  }

  private static UserException refused(String name, String fact) {
    return UserException.usage(
        new Problem(
            "FLOW_PROVIDER",
            "Cannot get a flow from %s: %s.".formatted(name, fact),
            "name a public class that implements dev.bering.flow.FlowProvider, such as"
                + " com.acme.Detection, and the jars it is in by --jar"));
  }
}
