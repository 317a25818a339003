package dev.bering.scoring;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The sessions of this process, one a model; they stay open as long as it runs. */
final class OnnxSessions {
  private static final Map<String, OrtSession> OPEN = new HashMap<>();

  private OnnxSessions() {}

  /** The session of the model with this digest, opened by the first caller. */
  static synchronized OrtSession of(String digest, Supplier<byte[]> file) throws OrtException {
    OrtSession session = OPEN.get(digest);
    if (session == null) {
      session = OrtEnvironment.getEnvironment().createSession(file.get(), options());
      OPEN.put(digest, session);
    }
    return session;
  }

  /** Spark runs a task on each core already. */
  private static OrtSession.SessionOptions options() throws OrtException {
    var options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    return options;
  }

  /** How many models are open here. */
  static synchronized int count() {
    return OPEN.size();
  }
}
