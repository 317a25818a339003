package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a model's serialised form. */
final class ModelDigest {

  private ModelDigest() {}

  static String of(String name, Serializable model) {
    MessageDigest digest = sha256();
    try (var out =
        new ObjectOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
      out.writeObject(model);
    } catch (NotSerializableException e) {
      throw UserException.usage(
          new Problem(
              "FLOW_MODEL_DIGEST",
              "Cannot digest model %s: %s in it is not Serializable."
                  .formatted(name, e.getMessage()),
              "give a digest of your own: ModelItem.of(name, version, digest, model)"));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot serialise model %s".formatted(name), e);
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256, this one does not", e);
    }
  }
}
