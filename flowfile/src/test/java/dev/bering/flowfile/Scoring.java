package dev.bering.flowfile;

import dev.bering.flow.Component;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowProvider;
import dev.bering.flow.Frame;
import dev.bering.flow.ModelItem;
import dev.bering.flow.MultiTransformer;
import dev.bering.model.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Events weighed by a model that is a file with a number; no slices, no state. */
public final class Scoring implements FlowProvider {

  public record Score(String host, double score) {}

  public record In(Frame<Detection.Event> events, ModelItem<Double> weight) {}

  public record Kept(Frame<Detection.Event> rows) {}

  public record Out(Frame<Score> scores) {}

  /** Leaves out what has no bytes. */
  @Component(name = "prepare", version = "1")
  public static final class Prepare implements MultiTransformer<Prepare.Raw, Kept> {
    public record Raw(Frame<Detection.Event> events) {}

    @Override
    public Kept transform(Raw in, FlowContext ctx) {
      return new Kept(Frame.of(in.events().df().where("bytes > 0")));
    }
  }

  /** Weighs the bytes. */
  @Component(name = "score", version = "1")
  public static final class Weigh implements MultiTransformer<Weigh.Weighed, Out> {
    public record Weighed(Frame<Detection.Event> rows, ModelItem<Double> weight) {}

    @Override
    public Out transform(Weighed in, FlowContext ctx) {
      return new Out(
          Frame.of(
              in.rows()
                  .df()
                  .selectExpr("host", "bytes * %s AS score".formatted(in.weight().model() + "D"))));
    }
  }

  @Override
  public Flow<?, ?> flow() {
    return Flow.define(
        "scoring",
        In.class,
        Out.class,
        (b, in) -> {
          var kept = b.apply("prepare", new Prepare(), new Prepare.Raw(in.events()));
          return b.apply("score", new Weigh(), new Weigh.Weighed(kept.rows(), in.weight()));
        });
  }

  @Override
  public ModelItem<?> model(String input, Location file) {
    try {
      String text = Files.readString(file.toPath()).trim();
      return ModelItem.of(input, "1", "text:" + text, Double.valueOf(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
