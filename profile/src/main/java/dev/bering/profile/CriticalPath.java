package dev.bering.profile;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When the tasks of a run begin and end if so many may run at once, and the chain of tasks that
 * decides when the last one ends. Tasks begin in their order as soon as those they wait for have
 * ended and one of the places is free.
 *
 * @param spans when each task runs, in the order in which they begin, from the start of the run
 * @param path the tasks whose delay would delay the end, in the order in which they run
 */
record CriticalPath(List<Span> spans, List<String> path) {

  CriticalPath {
    spans = List.copyOf(spans);
    path = List.copyOf(path);
  }

  /**
   * A task of a run.
   *
   * @param after the names of the tasks that it waits for; those that are none of the run's are
   *     over already
   */
  record Task(String name, Duration takes, List<String> after) {
    Task {
      after = List.copyOf(after);
    }
  }

  /** A task at its time. */
  record Span(String name, Duration begin, Duration end) {}

  /**
   * Lays {@code tasks} out in time.
   *
   * @param width how many run at once, at least one
   */
  static CriticalPath of(List<Task> tasks, int width) {
    if (width < 1) {
      throw new IllegalStateException("%d tasks at once".formatted(width));
    }
    var waiting = new LinkedHashMap<String, Task>();
    tasks.forEach(task -> waiting.put(task.name(), task));
    var begun = new LinkedHashMap<String, Span>();
    var before = new HashMap<String, String>(); // whose end each task waited for
    var running = new ArrayList<Span>();
    Duration now = Duration.ZERO;
    Optional<String> freedBy = Optional.empty();
    while (!waiting.isEmpty() || !running.isEmpty()) {
      for (Task task : List.copyOf(waiting.values())) {
        if (running.size() < width && isReady(task, waiting, running)) {
          waiting.remove(task.name());
          var span = new Span(task.name(), now, now.plus(task.takes()));
          running.add(span);
          begun.put(task.name(), span);
          freedBy.ifPresent(name -> before.put(task.name(), name));
        }
      }
      Span next =
          running.stream()
              .min(Comparator.comparing(Span::end))
              .orElseThrow(
                  () -> new IllegalStateException("%s wait for each other".formatted(waiting)));
      running.remove(next);
      now = next.end();
      freedBy = Optional.of(next.name());
    }
    return new CriticalPath(List.copyOf(begun.values()), path(begun, before));
  }

  private static boolean isReady(Task task, Map<String, Task> waiting, List<Span> running) {
    return task.after().stream()
        .noneMatch(
            name ->
                waiting.containsKey(name)
                    || running.stream().anyMatch(span -> span.name().equals(name)));
  }

  private static List<String> path(Map<String, Span> spans, Map<String, String> before) {
    Deque<String> path = new ArrayDeque<>();
    Optional<String> at =
        spans.values().stream().max(Comparator.comparing(Span::end)).map(Span::name);
    while (at.isPresent()) {
      path.addFirst(at.get());
      at = Optional.ofNullable(before.get(at.get()));
    }
    return List.copyOf(path);
  }

  /** How long the whole run takes. */
  Duration length() {
    return spans.stream().map(Span::end).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }
}
