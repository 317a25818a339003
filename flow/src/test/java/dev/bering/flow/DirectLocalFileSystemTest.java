package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectLocalFileSystemTest {
  @TempDir Path folder;

  private static Configuration conf() {
    var conf = new Configuration();
    conf.setClass("fs.file.impl", DirectLocalFileSystem.class, FileSystem.class);
    conf.set("fs.AbstractFileSystem.file.impl", DirectLocalFileSystem.Context.class.getName());
    return conf;
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toUri());
  }

  private String rights(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }

  @Test
  void givesFilesTheRightsThatHadoopGivesThem() throws IOException {
    try (FileSystem files = FileSystem.newInstance(URI.create("file:///"), conf());
        FileSystem hadoops = new LocalFileSystem()) {
      hadoops.initialize(URI.create("file:///"), new Configuration());
      assertThat(files).isInstanceOf(DirectLocalFileSystem.class);
      files.create(path("ours/a")).close();
      hadoops.create(path("theirs/a")).close();

      assertThat(rights("ours")).isEqualTo(rights("theirs"));
      assertThat(rights("ours/a")).isEqualTo(rights("theirs/a"));
      for (String rights : new String[] {"600", "664", "751", "000"}) {
        files.setPermission(path("ours/a"), new FsPermission(rights));
        hadoops.setPermission(path("theirs/a"), new FsPermission(rights));
        assertThat(rights("ours/a")).isEqualTo(rights("theirs/a"));
      }
      files.setPermission(path("ours"), new FsPermission("1777"));
      assertThat(hadoops.getFileStatus(path("ours")).getPermission().getStickyBit()).isTrue();
      assertThatThrownBy(() -> files.setPermission(path("none"), new FsPermission("600")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void renamesAsHadoopDoes() throws IOException {
    FileContext context = FileContext.getFileContext(URI.create("file:///"), conf());
    assertThat(context.getDefaultFileSystem()).isInstanceOf(DirectLocalFileSystem.Context.class);
    for (String name : new String[] {"from", "to"}) {
      try (var out = context.create(path(name), EnumSet.of(CreateFlag.CREATE))) {
        out.writeBytes(name);
      }
    }
    assertThatThrownBy(() -> context.rename(path("from"), path("to")))
        .isInstanceOf(org.apache.hadoop.fs.FileAlreadyExistsException.class);
    context.rename(path("from"), path("to"), Options.Rename.OVERWRITE);

    assertThat(folder.resolve("to")).hasContent("from");
    assertThat(folder.resolve("from")).doesNotExist();
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("to"));
    FileContext hadoops = FileContext.getFileContext(URI.create("file:///"), new Configuration());
    for (String name : new String[] {"link", "to"}) {
      assertThat(context.getFileLinkStatus(path(name)))
          .hasToString(hadoops.getFileLinkStatus(path(name)).toString());
    }
  }
}
