import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The class loader of the compiler's plugins, the same for all compilations of one build. The
 * compiler's own is a new one each time, so that Java loads, interprets and compiles all of Error
 * Prone anew for every module, and again for its tests.
 */
public final class KeptClassLoader extends ClassLoader {

  private static final Map<List<String>, ClassLoader> KEPT = new ConcurrentHashMap<>();

  /** As the compiler makes it, when it is told its name by {@code -XDprocloader}. */
  public KeptClassLoader(URL[] jars, ClassLoader parent) {
    super(
        KEPT.computeIfAbsent(
            Arrays.stream(jars).map(URL::toString).toList(),
            key -> new URLClassLoader(jars, parent)));
  }
}
