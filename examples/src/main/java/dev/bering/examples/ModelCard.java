package dev.bering.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * A model with where it comes from and how good it was on windows it had not seen.
 *
 * @param data the data set, in words
 * @param target what the model learnt to tell
 * @param trainedWindows windows it was fitted on
 * @param heldOutHours hours of the day it has not seen
 * @param heldOutWindows windows of those hours, on which the three measures were taken
 * @param heldOutAttacks how many of them are attacks
 * @param accuracy share of right answers
 * @param precision share of attacks among the windows it calls one
 * @param recall share of the attacks that it calls one
 */
record ModelCard(
    LogisticModel model,
    String data,
    String target,
    int trainedWindows,
    List<Integer> heldOutHours,
    int heldOutWindows,
    int heldOutAttacks,
    double accuracy,
    double precision,
    double recall) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  ModelCard {
    heldOutHours = List.copyOf(heldOutHours);
  }

  /** The card of the model that ships with the platform. */
  static ModelCard shipped() {
    return parse(Resource.text("model/classifier.json"));
  }

  static ModelCard parse(String json) {
    try {
      return JSON.readValue(json, ModelCard.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("model: " + e.getOriginalMessage(), e);
    }
  }

  String json() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("model " + model.version(), e);
    }
  }
}
