package dev.bering.stores;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.RetriableException;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.hadoop.security.AccessControlException;

/** What Hadoop throws, in words of ours: its messages hold stack traces of other machines. */
final class HadoopFailures {

  private HadoopFailures() {}

  static IOException of(String subject, IOException e) {
    IOException failure = e instanceof RemoteException remote ? remote.unwrapRemoteException() : e;
    if (failure instanceof FileNotFoundException) {
      return withCause(new NoSuchFileException(subject), e);
    }
    if (failure instanceof AccessControlException) {
      return withCause(new AccessDeniedException(subject), e);
    }
    if (failure instanceof RetriableException
        || failure instanceof StandbyException
        || isSafeMode(failure)) {
      return new PassingException(
          Transience.PASSING,
          "the name node does not serve %s yet: %s".formatted(subject, firstLine(failure)),
          e);
    }
    if (Transience.of(failure) == Transience.PASSING) {
      return new PassingException(
          Transience.PASSING, "no answer for %s: %s".formatted(subject, Failures.rootFact(e)), e);
    }
    return e instanceof RemoteException && !(failure instanceof FileAlreadyExistsException)
        ? new IOException(firstLine(failure), e)
        : failure;
  }

  private static boolean isSafeMode(IOException e) {
    return e instanceof RemoteException remote
        ? remote.getClassName().endsWith("SafeModeException")
        : e.getClass().getSimpleName().equals("SafeModeException");
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static IOException withCause(IOException e, Throwable cause) {
    e.initCause(cause);
    return e;
  }
}
