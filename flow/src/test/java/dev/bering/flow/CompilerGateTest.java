package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first gate is the compiler's: frames of other rows do not fit. */
class CompilerGateTest {
  @TempDir Path classes;

  private static final String FLOW =
      """
      import dev.bering.flow.*;

      class Wiring {
        record NetFlow(String host) {}
        record Host(String host) {}
        record Scorer(long limit) {}
        record In(Frame<NetFlow> flows, Frame<Host> hosts, ModelItem<Scorer> scorer) {}
        record Out(Frame<NetFlow> flows) {}

        static final class Enrich implements MultiTransformer<Enrich.In, Out> {
          record In(Frame<NetFlow> flows, Frame<Host> hosts) {}
          public Out transform(In in, FlowContext ctx) { return new Out(in.flows()); }
        }

        Flow<In, Out> flow = Flow.define("detect", In.class, Out.class, (b, in) ->
            b.apply("enrich", new Enrich(), new Enrich.In(%s)));
      }
      """;

  @Test
  void compilesAFlowThatIsWiredRightly() throws IOException {
    assertThat(errors(FLOW.formatted("in.flows(), in.hosts()"))).isEmpty();
  }

  @Test
  void refusesAFrameOfOtherRows() throws IOException {
    assertThat(errors(FLOW.formatted("in.hosts(), in.hosts()")))
        .containsExactly(
            "16: incompatible types: dev.bering.flow.Frame<Wiring.Host> cannot be converted to"
                + " dev.bering.flow.Frame<Wiring.NetFlow>");
  }

  @Test
  void refusesAModelInPlaceOfAFrame() throws IOException {
    assertThat(errors(FLOW.formatted("in.flows(), in.scorer()")))
        .containsExactly(
            "16: incompatible types: dev.bering.flow.ModelItem<Wiring.Scorer> cannot be converted"
                + " to dev.bering.flow.Frame<Wiring.Host>");
  }

  @Test
  void refusesAMissingInput() throws IOException {
    assertThat(errors(FLOW.formatted("in.flows()")))
        .singleElement()
        .asString()
        .startsWith(
            "16: constructor In in record Wiring.Enrich.In cannot be applied to given types;");
  }

  private List<String> errors(String source) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var found = new DiagnosticCollector<JavaFileObject>();
    try (var files = compiler.getStandardFileManager(found, Locale.ENGLISH, null)) {
      List<String> options =
          List.of("-cp", System.getProperty("java.class.path"), "-d", classes.toString());
      compiler.getTask(null, files, found, options, null, List.of(file(source))).call();
    }
    return found.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> d.getLineNumber() + ": " + d.getMessage(Locale.ENGLISH))
        .toList();
  }

  private static JavaFileObject file(String source) {
    return new SimpleJavaFileObject(
        URI.create("string:///Wiring.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }
}
