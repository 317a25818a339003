package dev.bering.flow;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.local.LocalConfigKeys;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's file system of this machine, which asks the Java library where Hadoop starts a process.
 * Without Hadoop's native library, which few machines have, it starts {@code chmod} for each file
 * and folder that it makes and {@code readlink} for each that it renames: some fourteen processes
 * for one commit to a Delta table.
 *
 * <p>Hadoop makes it by its name, see {@link LocalSpark}.
 */
public final class DirectLocalFileSystem extends LocalFileSystem {

  public DirectLocalFileSystem() {
    super(new Raw());
  }

  private static final class Raw extends RawLocalFileSystem {

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      File file = pathToFile(path);
      if (permission.getStickyBit() || !hasPosix(file)) {
        super.setPermission(path, permission);
      } else {
        Files.setPosixFilePermissions(
            file.toPath(), PosixFilePermissions.fromString(permission.toString()));
      }
    }

    private static boolean hasPosix(File file) {
      return Files.getFileAttributeView(file.toPath(), PosixFileAttributeView.class) != null;
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      return Files.isSymbolicLink(pathToFile(path).toPath())
          ? super.getFileLinkStatus(path)
          : getFileStatus(path);
    }
  }

  /** The same for Hadoop's newer interface, {@code FileContext}. */
  public static final class Context extends ChecksumFs {

    /** Hadoop asks for this constructor. */
    public Context(URI uri, Configuration conf) throws Exception {
      super(new RawContext(conf));
    }
  }

  private static final class RawContext extends DelegateToFileSystem {

    RawContext(Configuration conf) throws Exception {
      super(FsConstants.LOCAL_FS_URI, new Raw(), conf, FsConstants.LOCAL_FS_URI.getScheme(), false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    @Override
    public FsServerDefaults getServerDefaults(Path path) throws IOException {
      return LocalConfigKeys.getServerDefaults();
    }

    @Override
    public boolean isValidName(String name) {
      return true; // the machine will say
    }
  }
}
