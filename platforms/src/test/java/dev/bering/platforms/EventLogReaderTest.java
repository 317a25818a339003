package dev.bering.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.jobs.JobChoice;
import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.PlatformConnection;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.ResourceUse.SparkSums;
import dev.bering.jobs.RunContext;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is added up of Spark's event log; whole logs are read where real jobs write them. */
class EventLogReaderTest {
  private static final String START =
      """
      {"Event":"SparkListenerLogStart","Spark Version":"4.1.3"}
      {"Event":"SparkListenerEnvironmentUpdate","JVM Information":{"Java Home":"/x"},"Spark Properties":{"spark.app.name":"totals","spark.bering.attempt":"bering-1"}}
      {"Event":"SparkListenerApplicationStart","App Name":"totals","App ID":"local-1","Timestamp":1000,"User":"u"}
      {"Event":"SparkListenerExecutorAdded","Timestamp":2000,"Executor ID":"1","Executor Info":{"Host":"h","Total Cores":4,"Log Urls":{}}}
      {"Event":"SparkListenerExecutorAdded","Timestamp":3000,"Executor ID":"2","Executor Info":{"Host":"h","Total Cores":2,"Log Urls":{}}}
      {"Event":"SparkListenerExecutorRemoved","Timestamp":5000,"Executor ID":"2","Removed Reason":"gone"}
      """;
  private static final String GOOD = task("Success", 8000);
  private static final String FAILED = task("ExceptionFailure", 9000);
  private static final String END =
      "{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":12000}\n";

  private static String task(String reason, long finished) {
    return """
        {"Event":"SparkListenerTaskEnd","Stage ID":0,"Task Type":"ResultTask","Task End Reason":{"Reason":"%s","Stack Trace":[{"Declaring Class":"a.B"}]},"Task Info":{"Task ID":0,"Finish Time":%d,"Accumulables":[{"ID":1,"Update":"5"}]},"Task Executor Metrics":{"JVMHeapMemory":7000000},"Task Metrics":{"Executor Run Time":100,"Executor CPU Time":50000000,"JVM GC Time":3,"Memory Bytes Spilled":40,"Disk Bytes Spilled":20,"Shuffle Read Metrics":{"Remote Bytes Read":5,"Local Bytes Read":6},"Shuffle Write Metrics":{"Shuffle Bytes Written":11},"Input Metrics":{"Bytes Read":1000,"Records Read":10},"Output Metrics":{"Bytes Written":500,"Records Written":4},"Updated Blocks":[]}}
        """
        .formatted(reason, finished);
  }

  private static EventLogReader read(String text) {
    EventLogReader reader = new EventLogReader();
    reader.read("log", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    return reader;
  }

  @Test
  void addsUpTasksAndTheTimeOfExecutors() {
    EventLogReader reader = read(START + GOOD + FAILED + END);
    SparkSums sums = reader.sums();
    assertThat(reader.attempt()).contains("bering-1");
    assertThat(reader.applicationId()).contains("local-1");
    assertThat(reader.notes()).isEmpty();
    assertThat(sums.version()).contains("4.1.3");
    assertThat(sums.startedAt()).contains(Instant.ofEpochMilli(1000));
    assertThat(sums.endedAt()).contains(Instant.ofEpochMilli(12_000));
    assertThat(sums.taskCount()).isEqualTo(2);
    assertThat(sums.failedTaskCount()).isEqualTo(1);
    assertThat(sums.executorRunMillis()).isEqualTo(200);
    assertThat(sums.executorCpuMillis()).isEqualTo(100);
    assertThat(sums.gcMillis()).isEqualTo(6);
    assertThat(sums.inputBytes()).isEqualTo(2000);
    assertThat(sums.inputRows()).isEqualTo(20);
    // What a failed task wrote is no output.
    assertThat(sums.outputBytes()).isEqualTo(500);
    assertThat(sums.outputRows()).isEqualTo(4);
    assertThat(sums.shuffleReadBytes()).isEqualTo(22);
    assertThat(sums.shuffleWrittenBytes()).isEqualTo(22);
    assertThat(sums.spilledMemoryBytes()).isEqualTo(80);
    assertThat(sums.spilledDiskBytes()).isEqualTo(40);
    assertThat(sums.peakHeapBytes()).hasValue(7_000_000);
    assertThat(sums.executorCount()).isEqualTo(2);
    assertThat(sums.coreMillis()).isEqualTo(4 * 10_000 + 2 * 2_000);
  }

  @Test
  void noMoreOfALogIsReadThanMayBeOnceItIsUnpacked(@TempDir Path folder) throws IOException {
    String text = START + GOOD.repeat(1000) + END;
    try (ZstdOutputStream out =
        new ZstdOutputStream(Files.newOutputStream(folder.resolve("local-1.zstd")))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(Files.size(folder.resolve("local-1.zstd"))).isLessThan(20_000);
    String job =
        """
        apiVersion: bering/v1
        kind: SparkJob
        metadata: {name: totals}
        platform: local
        spec:
          type: Java
          mainApplicationFile: a.jar
          mainClass: a.B
          sparkConf: {spark.eventLog.enabled: true, spark.eventLog.dir: "%s"}
        platforms: {local: {sparkHome: /spark}}
        """
            .formatted(folder);
    LocalPlatform platform = new LocalPlatform(folder);
    Rendering rendering =
        platform.render(
            new JobFormat(List.of(platform))
                .catalogue(new JobFiles("jobs", new TreeMap<>(Map.of("totals.yaml", job))))
                .job("totals", JobChoice.NONE)
                .resolve(
                    new RunContext(
                        "totals-1", LocalDate.of(2026, 11, 23), name -> Optional.empty())));
    PlatformConnection.Token token = new PlatformConnection.Token("totals-1", 1, "bering-1");
    assertThat(
            new EventLogs(rendering, text.length())
                .of(token, Optional.empty(), Instant.now())
                .spark()
                .orElseThrow()
                .taskCount())
        .isEqualTo(1000);
    assertThatThrownBy(
            () -> new EventLogs(rendering, 100_000).of(token, Optional.empty(), Instant.now()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "its event log local-1.zstd has more than 100.0 kB once it is unpacked, and no more are read");
  }

  @Test
  void tellsOfALogThatBreaksOffAndCountsWhatIsWhole() {
    EventLogReader reader = read(START + GOOD + FAILED.substring(0, 150));
    assertThat(reader.sums().taskCount()).isEqualTo(1);
    assertThat(reader.sums().endedAt()).isEmpty();
    assertThat(reader.sums().coreMillis()).isEqualTo(4 * 6_000 + 2 * 2_000);
    assertThat(reader.notes())
        .containsExactly(
            "a line of the log is no whole event and is not counted",
            "the log has no end of the application; its executors count until its last event");
  }

  @Test
  void tellsOfPackedBytesThatBreakOffOrAreBroken() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(packed)) {
      out.write((START + GOOD + END).getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = packed.toByteArray();
    assertThat(unpacked(whole).notes()).isEmpty();
    assertThat(unpacked(Arrays.copyOf(whole, whole.length / 2)).notes())
        .anySatisfy(note -> assertThat(note).startsWith("log breaks off: "))
        .anySatisfy(note -> assertThat(note).startsWith("the log has no end of the application"));
    byte[] broken = whole.clone();
    Arrays.fill(broken, 20, 60, (byte) 0xFF);
    assertThat(unpacked(broken).notes())
        .anySatisfy(note -> assertThat(note).startsWith("log breaks off: "));
    assertThatThrownBy(() -> EventLogCodec.unpacked(new ByteArrayInputStream(whole), "lzf"))
        .hasMessage("Bering does not unpack 'lzf'");
  }

  private static EventLogReader unpacked(byte[] packed) throws IOException {
    EventLogReader reader = new EventLogReader();
    reader.read("log", EventLogCodec.unpacked(new ByteArrayInputStream(packed), "zstd"));
    return reader;
  }

  @Test
  void goesOnAfterALineThatIsNoJson() {
    EventLogReader reader = read(START + "\u0000\u0000{]\n\n" + GOOD + END);
    assertThat(reader.sums().taskCount()).isEqualTo(1);
    assertThat(reader.notes())
        .containsExactly("a line of the log is no whole event and is not counted");
  }

  @Test
  void holdsNoLineHoweverLongItIs() {
    // Far more than a token of JSON may have, in an event that does not count and in one that does.
    InputStream plan = line("{\"Event\":\"SparkListenerSQLExecutionStart\",\"plan\":\"", 24L << 20);
    InputStream environment =
        line("{\"Event\":\"SparkListenerEnvironmentUpdate\",\"Classpath Entries\":\"", 24L << 20);
    EventLogReader reader = new EventLogReader();
    reader.read(
        "log",
        new SequenceInputStream(
            Collections.enumeration(
                List.of(
                    plan,
                    environment,
                    new ByteArrayInputStream(
                        (START + GOOD + END).getBytes(StandardCharsets.UTF_8))))));
    assertThat(reader.sums().taskCount()).isEqualTo(1);
    assertThat(reader.notes()).isEmpty();
  }

  private static InputStream line(String head, long length) {
    InputStream middle =
        new InputStream() {
          private long left = length;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] to, int from, int count) {
            int given = (int) Math.min(count, left);
            Arrays.fill(to, from, from + given, (byte) 'x');
            left -= given;
            return given == 0 ? -1 : given;
          }
        };
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                new ByteArrayInputStream(head.getBytes(StandardCharsets.UTF_8)),
                middle,
                new ByteArrayInputStream("\"}\n".getBytes(StandardCharsets.UTF_8)))));
  }
}
