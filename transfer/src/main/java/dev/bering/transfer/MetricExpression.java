package dev.bering.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An expression of CloudWatch's metric math, of the part that is about rules: numbers, other
 * metrics by their ids, {@code INSIGHT_RULE_METRIC}, {@code FILL(id, number)}, and {@code + - * /}
 * with parentheses. Every other function is refused by its name.
 */
final class MetricExpression {

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)|([A-Za-z_][A-Za-z0-9_]*)"
              + "|\"([^\"]*)\"|'([^']*)'|([-+*/(),]))");
  private static final int DEEPEST = 100;
  private static final Set<String> METRICS =
      Set.of(
          "UniqueContributors",
          "MaxContributorValue",
          "SampleCount",
          "Sum",
          "Minimum",
          "Maximum",
          "Average");

  /** Where values come from. */
  interface Source {

    /** A rule's metric. */
    MetricSeries rule(String rule, String metric);

    /** Another metric of the same alarm. */
    MetricSeries metric(String id);

    /** Every period that there is. */
    List<Long> periods();
  }

  /** What is wrong with an expression; the message says it. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String fact) {
      super(fact);
    }
  }

  /** A part of an expression, once it is known where values come from. */
  private interface Node extends Function<Source, MetricSeries> {}

  private final Node node;
  private final List<String> rules;
  private final List<String> ids;

  private MetricExpression(Node node, List<String> rules, List<String> ids) {
    this.node = node;
    this.rules = List.copyOf(rules);
    this.ids = List.copyOf(ids);
  }

  /** Reads an expression. */
  static MetricExpression parse(String text) throws Unreadable {
    Parser parser = new Parser(text);
    Node node = parser.sum(0);
    if (parser.at < parser.tokens.size()) {
      throw new Unreadable("'%s' is one too many".formatted(parser.tokens.get(parser.at).text()));
    }
    return new MetricExpression(node, parser.rules, parser.ids);
  }

  /** The rules that it names. */
  List<String> rules() {
    return rules;
  }

  /** The metrics that it names. */
  List<String> ids() {
    return ids;
  }

  /** What it comes to. */
  MetricSeries over(Source source) {
    return node.apply(source);
  }

  private record Token(Kind kind, String text) {}

  private enum Kind {
    NUMBER,
    NAME,
    TEXT,
    SIGN
  }

  private static final class Parser {
    private final List<Token> tokens = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private int at;

    Parser(String text) throws Unreadable {
      Matcher matcher = TOKEN.matcher(text.strip());
      int end = 0;
      while (end < text.strip().length()) {
        if (!matcher.find(end) || matcher.start() != end) {
          throw new Unreadable("'%s' makes no sense".formatted(text.strip().substring(end)));
        }
        end = matcher.end();
        tokens.add(token(matcher));
      }
    }

    private static Token token(Matcher matcher) {
      if (matcher.group(1) != null) {
        return new Token(Kind.NUMBER, matcher.group(1));
      }
      if (matcher.group(2) != null) {
        return new Token(Kind.NAME, matcher.group(2));
      }
      if (matcher.group(5) != null) {
        return new Token(Kind.SIGN, matcher.group(5));
      }
      String text = matcher.group(3) != null ? matcher.group(3) : matcher.group(4);
      return new Token(Kind.TEXT, text);
    }

    private boolean takes(String sign) {
      boolean is = at < tokens.size() && tokens.get(at).equals(new Token(Kind.SIGN, sign));
      at += is ? 1 : 0;
      return is;
    }

    private void require(String sign) throws Unreadable {
      if (!takes(sign)) {
        throw new Unreadable("'%s' is missing".formatted(sign));
      }
    }

    private Token next(@Nullable Kind kind, String what) throws Unreadable {
      if (at == tokens.size() || (kind != null && tokens.get(at).kind() != kind)) {
        throw new Unreadable("%s is missing".formatted(what));
      }
      return tokens.get(at++);
    }

    Node sum(int depth) throws Unreadable {
      if (depth > DEEPEST) {
        throw new Unreadable("it is nested too deeply");
      }
      Node left = product(depth);
      while (true) {
        if (takes("+")) {
          left = both(left, product(depth), Double::sum);
        } else if (takes("-")) {
          left = both(left, product(depth), (one, other) -> one - other);
        } else {
          return left;
        }
      }
    }

    private Node product(int depth) throws Unreadable {
      Node left = factor(depth);
      while (true) {
        if (takes("*")) {
          left = both(left, factor(depth), (one, other) -> one * other);
        } else if (takes("/")) {
          left = both(left, factor(depth), (one, other) -> one / other);
        } else {
          return left;
        }
      }
    }

    private static Node both(Node left, Node right, DoubleBinaryOperator operator) {
      return source -> left.apply(source).with(right.apply(source), operator);
    }

    private Node factor(int depth) throws Unreadable {
      if (takes("-")) {
        return both(constant(0), factor(depth), (zero, value) -> zero - value);
      }
      if (takes("(")) {
        Node inner = sum(depth + 1);
        require(")");
        return inner;
      }
      Token token = next(null, "a value");
      return switch (token.kind()) {
        case NUMBER -> constant(Double.parseDouble(token.text()));
        case NAME -> named(token.text());
        default -> throw new Unreadable("'%s' is no value".formatted(token.text()));
      };
    }

    private static Node constant(double value) {
      return source -> {
        TreeMap<Long, Double> values = new TreeMap<>();
        source.periods().forEach(begin -> values.put(begin, value));
        return new MetricSeries(values);
      };
    }

    private Node named(String name) throws Unreadable {
      if (!takes("(")) {
        ids.add(name);
        return source -> source.metric(name);
      }
      return switch (name) {
        case "INSIGHT_RULE_METRIC" -> rule();
        case "FILL" -> fill();
        default -> throw new Unreadable("the function %s is not evaluated here".formatted(name));
      };
    }

    private Node rule() throws Unreadable {
      String rule = next(Kind.TEXT, "the name of a rule").text();
      require(",");
      String metric = next(Kind.TEXT, "the name of a metric").text();
      require(")");
      if (!METRICS.contains(metric)) {
        throw new Unreadable("rules have no metric '%s'".formatted(metric));
      }
      rules.add(rule);
      return source -> source.rule(rule, metric);
    }

    private Node fill() throws Unreadable {
      String id = next(Kind.NAME, "the id of a metric").text();
      require(",");
      double with = Double.parseDouble(next(Kind.NUMBER, "a number").text());
      require(")");
      ids.add(id);
      BiFunction<Source, MetricSeries, MetricSeries> filled =
          (source, series) -> {
            TreeMap<Long, Double> all = new TreeMap<>(series.values());
            source.periods().forEach(begin -> all.putIfAbsent(begin, with));
            return new MetricSeries(all);
          };
      return source -> filled.apply(source, source.metric(id));
    }
  }
}
