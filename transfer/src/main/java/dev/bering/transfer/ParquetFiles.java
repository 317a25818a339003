package dev.bering.transfer;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.transfer.FlowLogs.FlowFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads Parquet, one file at a time: the engine uses every core and most of the memory itself. */
final class ParquetFiles implements AutoCloseable {

  private Optional<Engine> engine = Optional.empty();

  synchronized FlowTally read(FlowFile file, List<LineCount> counts) throws IOException {
    return new ParquetCount(open(), file).read(counts);
  }

  synchronized FlowTally read(FlowFile file, RollupPart part) throws IOException {
    return new ParquetCount(open(), file).read(part);
  }

  private Engine open() {
    if (engine.isEmpty()) {
      engine = Optional.of(DuckDbEngine.open());
    }
    return engine.orElseThrow();
  }

  @Override
  public synchronized void close() {
    engine.ifPresent(Engine::close);
  }
}
