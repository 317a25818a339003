package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.flow.Detection.Alert;
import dev.bering.flow.Detection.Host;
import dev.bering.flow.Detection.NetFlow;
import dev.bering.flow.Detection.Scorer;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class FlowPlanTest {

  public record In(
      Frame<NetFlow> flows, Frame<Host> hosts, ModelItem<Scorer> scorer, Frame<Row> notes) {}

  public record Out(Frame<Alert> alerts, Frame<Row> copy) {}

  public record Notes(Frame<Row> notes) {}

  static final Flow<In, Out> NESTED =
      Flow.define(
          "hourly",
          In.class,
          Out.class,
          (b, in) -> {
            var d =
                b.apply(
                    "detect",
                    Detection.flow(),
                    new Detection.In(in.flows(), in.hosts(), in.scorer()));
            b.ignore(d.rejected(), "nobody reads it");
            var n =
                b.apply(
                    "notes",
                    Transformers.of(Notes.class, Notes.class, (notes, ctx) -> notes),
                    new Notes(in.notes()));
            return new Out(d.alerts(), n.notes());
          });

  @Test
  void printsItselfOneLineAPort() {
    assertThat(NESTED.plan())
        .hasToString(
            """
            flow hourly
              in flows: host STRING NOT NULL,port INT NOT NULL,bytes BIGINT
              in hosts: host STRING NOT NULL,owner STRING NOT NULL
              in scorer: model Detection.Scorer
              in notes: any columns, unchecked
              node detect/enrich (Enrich 1)
                in flows <- in.flows: host STRING NOT NULL,port INT NOT NULL,bytes BIGINT
                in hosts <- in.hosts: host STRING NOT NULL,owner STRING NOT NULL
                out features: host STRING NOT NULL,owner STRING NOT NULL,bytes BIGINT NOT NULL
              node detect/score (Scoring 3)
                in features <- detect/enrich.features: host STRING NOT NULL,owner STRING NOT \
            NULL,bytes BIGINT NOT NULL
                in scorer <- in.scorer: model Detection.Scorer
                out alerts: host STRING NOT NULL,score DOUBLE NOT NULL
                out rejected: host STRING NOT NULL,owner STRING
              node notes (lambda 1)
                in notes <- in.notes: any columns, unchecked
                out notes: any columns, unchecked
              out alerts <- detect/score.alerts: host STRING NOT NULL,score DOUBLE NOT NULL
              out copy <- notes.notes: any columns, unchecked
              nested detect: flow detect
              ignored detect.rejected: nobody reads it
            """);
  }

  @Test
  void drawsItselfInMermaid() {
    assertThat(NESTED.plan().mermaid())
        .isEqualTo(
            """
            flowchart LR
              n0([flows])
              n1([hosts])
              n2([scorer])
              n3([notes])
              n4[notes]
              subgraph n5 [detect]
                n6[enrich]
                n7[score]
              end
              n8([alerts])
              n9([copy])
              n0 -->|flows| n6
              n1 -->|hosts| n6
              n6 -->|features| n7
              n2 -->|scorer| n7
              n3 -->|notes| n4
              n7 -->|alerts| n8
              n4 -->|notes| n9
            """);
  }

  @Test
  void drawsItselfForGraphviz() {
    assertThat(NESTED.plan().dot())
        .isEqualTo(
            """
            digraph "hourly" {
              rankdir=LR;
              node [shape=box];
              "in.flows" [label="flows", shape=plaintext];
              "in.hosts" [label="hosts", shape=plaintext];
              "in.scorer" [label="scorer", shape=plaintext];
              "in.notes" [label="notes", shape=plaintext];
              "notes" [label="notes"];
              subgraph "cluster_detect" {
                label="detect";
                "detect/enrich" [label="enrich"];
                "detect/score" [label="score"];
              }
              "out.alerts" [label="alerts", shape=plaintext];
              "out.copy" [label="copy", shape=plaintext];
              "in.flows" -> "detect/enrich" [label="flows"];
              "in.hosts" -> "detect/enrich" [label="hosts"];
              "detect/enrich" -> "detect/score" [label="features"];
              "in.scorer" -> "detect/score" [label="scorer"];
              "in.notes" -> "notes" [label="notes"];
              "detect/score" -> "out.alerts" [label="alerts"];
              "notes" -> "out.copy" [label="notes"];
            }
            """);
  }
}
