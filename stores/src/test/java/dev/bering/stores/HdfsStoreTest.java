package dev.bering.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HdfsStoreTest extends StoreContract {

  @Override
  Store store() {
    return HadoopSettings.none()
        .open(HdfsServer.shared().folder("contract ü"), new Retries(Backoff.STANDARD));
  }

  @Override
  boolean keepsTimes() {
    return true;
  }

  @Override
  boolean takesColons() {
    return false;
  }

  @Test
  void removesWhatAKilledWriterLeftBehindLongAgo() throws IOException {
    Store store = store();
    store.writeIfAbsent("_bering/scratch/old", text("half a fi"), NOON);
    store.write("_bering/scratch/young", text("half a fi"));
    store.lock().close();
    assertThat(walked(store, "")).containsExactly("_bering/scratch/young");
  }
}
