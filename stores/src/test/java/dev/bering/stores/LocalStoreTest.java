package dev.bering.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest extends StoreContract {

  @TempDir Path folder;

  @Override
  Store store() {
    return new LocalStore(folder.resolve("root"));
  }

  @Override
  boolean keepsTimes() {
    return true;
  }

  @Test
  void removesWhatAKilledWriterLeftBehind() throws IOException {
    Path leftOver = folder.resolve("root/_bering/scratch/part");
    Files.createDirectories(leftOver.getParent());
    Files.writeString(leftOver, "half a fi");
    store().lock().close();
    assertThat(leftOver).doesNotExist();
  }
}
