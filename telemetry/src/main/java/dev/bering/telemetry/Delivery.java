package dev.bering.telemetry;

import dev.bering.model.Counts;
import dev.bering.model.Problem;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.transports.Transport;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Sends events one after the other from a thread of its own. After three failures in a row it gives
 * up, so that a server that is away costs no more than their patience.
 */
final class Delivery implements Consumer<OpenLineage.RunEvent> {
  private static final int MOST_WAITING = 10_000;
  private static final int FAILURES_IN_A_ROW = 3;

  private final Transport transport;
  private final String target;
  private final Duration patience;
  private final ThreadPoolExecutor sender;
  private final AtomicInteger offered = new AtomicInteger();
  private final AtomicInteger delivered = new AtomicInteger();
  private final AtomicReference<String> why = new AtomicReference<>("");
  private int failuresInARow; // of the sender's thread

  Delivery(Transport transport, String target, Duration patience) {
    this.transport = transport;
    this.target = target;
    this.patience = patience;
    this.sender =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              var thread = new Thread(task, "flow lineage");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void accept(OpenLineage.RunEvent event) {
    offered.incrementAndGet();
    try {
      sender.execute(() -> send(event));
    } catch (RejectedExecutionException e) {
      why.compareAndSet("", "more than %d events waited".formatted(MOST_WAITING));
    }
  }

  private void send(OpenLineage.RunEvent event) {
    if (failuresInARow >= FAILURES_IN_A_ROW) {
      return;
    }
    try {
      transport.emit(event);
      delivered.incrementAndGet();
      failuresInARow = 0;
    } catch (RuntimeException e) { // of any kind: a run must not fail for the sake of its lineage
      failuresInARow++;
      why.compareAndSet("", reason(e));
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof NoSuchFileException) {
      return "its folder is not there";
    }
    if (cause instanceof AccessDeniedException) {
      return "it may not be written to";
    }
    String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return said.isBlank() || said.equals("null") ? cause.getClass().getSimpleName() : said;
  }

  Optional<Problem> settle() {
    sender.shutdown();
    try {
      if (!sender.awaitTermination(2 * patience.toMillis(), TimeUnit.MILLISECONDS)) {
        why.compareAndSet("", "no answer in time");
        sender.shutdownNow();
      }
      transport.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) { // what AutoCloseable declares; all that could be sent is sent
      why.compareAndSet("", reason(e));
    }
    int lost = offered.get() - delivered.get();
    return lost == 0
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "LINEAGE_UNDELIVERED",
                "Cannot deliver %d of %s to %s: %s."
                    .formatted(lost, Counts.of(offered.get(), "lineage event"), target, why.get()),
                "the run itself is not affected; look at the server and its address"));
  }
}
