import java.io.File;
import java.lang.reflect.Method;
import org.apache.tools.ant.Project;
import org.apache.tools.ant.Task;

/**
 * Shows a folder of classes to the class loader that the compiler has within Maven's process. Where
 * that cannot be, the compiler does without {@link KeptClassLoader}, and takes longer.
 */
public final class Shown extends Task {

  private File folder;

  public void setFolder(File folder) {
    this.folder = folder;
  }

  @Override
  public void execute() {
    ClassLoader compilers = ClassLoader.getSystemClassLoader();
    try {
      // The way in that java.lang.instrument prescribes.
      Method append =
          compilers
              .getClass()
              .getDeclaredMethod("appendToClassPathForInstrumentation", String.class);
      append.setAccessible(true);
      append.invoke(compilers, folder.getPath());
    } catch (ReflectiveOperationException | RuntimeException e) {
      log("The compiler loads its plugins for each module: " + e, Project.MSG_WARN);
    }
  }
}
