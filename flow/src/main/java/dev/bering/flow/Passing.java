package dev.bering.flow;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.exceptions.MetadataChangedException;
import io.delta.exceptions.ProtocolChangedException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;

/** Tells failures that may pass from those that will not. */
final class Passing {

  /** A table whose columns have changed is another table. */
  private static final List<Class<? extends Throwable>> LASTING =
      List.of(MetadataChangedException.class, ProtocolChangedException.class);

  private static final List<Class<? extends Throwable>> PASSING =
      List.of(
          DeltaConcurrentModificationException.class,
          SocketTimeoutException.class,
          ConnectException.class,
          SocketException.class,
          TimeoutException.class);

  /** Spark tells the loss of an executor in words only. */
  private static final Pattern LOST =
      Pattern.compile(
          "Lost task [^\\n]*: (ExecutorLostFailure|FetchFailed|TaskResultLost|Resubmitted)"
              + "|has failed the maximum allowable number of times: \\d+");

  private Passing() {}

  static boolean is(Throwable failure) {
    List<Throwable> chain = chain(failure);
    if (chain.stream().anyMatch(t -> isOneOf(LASTING, t))) {
      return false;
    }
    Throwable root = chain.get(chain.size() - 1);
    boolean lost =
        root instanceof SparkException && LOST.matcher(String.valueOf(root.getMessage())).find();
    return lost || chain.stream().anyMatch(t -> isOneOf(PASSING, t));
  }

  private static boolean isOneOf(List<Class<? extends Throwable>> types, Throwable failure) {
    return types.stream().anyMatch(type -> type.isInstance(failure));
  }

  private static List<Throwable> chain(Throwable failure) {
    var chain = new ArrayList<Throwable>();
    for (Throwable t = failure; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }
}
