package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelItemTest {

  record Holder(Object inner) implements Serializable {}

  @Test
  void knowsAModelByItsContents() {
    ModelItem<String> model = ModelItem.of("names", "3", "a model");

    assertThat(model.model()).isEqualTo("a model");
    assertThat(model).hasToString("model names 3");
    assertThat(model.digest()).matches("sha256:[0-9a-f]{64}");
    assertThat(model.digest()).isEqualTo(ModelItem.of("other", "4", "a model").digest());
    assertThat(model.digest()).isNotEqualTo(ModelItem.of("names", "3", "another").digest());
  }

  @Test
  void takesTheCallersDigest() {
    ModelItem<List<String>> model = ModelItem.of("names", "3", "crc:17", new ArrayList<>());
    assertThat(model.digest()).isEqualTo("crc:17");
  }

  @Test
  void refusesToDigestWhatCannotBeSerialised() {
    assertThatThrownBy(() -> ModelItem.of("names", "3", new Holder(new Object())))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems().get(0).hint())
                    .isEqualTo(
                        "give a digest of your own: ModelItem.of(name, version, digest, model)"))
        .hasMessage("Cannot digest model names: java.lang.Object in it is not Serializable.");
  }
}
