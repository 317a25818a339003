package dev.bering.stores;

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
}
