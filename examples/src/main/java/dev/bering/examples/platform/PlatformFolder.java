package dev.bering.examples.platform;

import dev.bering.examples.LogisticModel;
import dev.bering.slices.Grain;
import dev.bering.slices.Slice;
import dev.bering.slices.SliceInput;
import dev.bering.slices.SliceKey;
import dev.bering.slices.SliceRange;
import dev.bering.slices.SlicedFlow;
import java.nio.file.Path;
import java.util.List;

/**
 * The platform in a folder: its sources, what it stores, its states and the ledger that says which
 * hours are published.
 *
 * @param folder all its tables lie in it
 * @param hours the hours there are
 */
public record PlatformFolder(Path folder, SliceRange hours) {

  /**
   * 30 days, 720 hours: those in which the lines of the log were written lie among them. The lines
   * tell no year; this one is taken for all data.
   */
  public static final SliceRange MONTH = hours("2026-03-25T00", "2026-04-23T23");

  private static final SliceKey HOURS = SliceKey.partitions("slice_day", "slice_hour");

  /** The tables that {@link #sliced} publishes to, those of its states and days among them. */
  public static final List<String> PUBLISHED =
      List.of(
          "features",
          "logins",
          "logins_daily",
          "unread",
          "alerts",
          "connection_series",
          "login_series");

  /** The platform over {@link #MONTH}. */
  public static PlatformFolder month(Path folder) {
    return new PlatformFolder(folder, MONTH);
  }

  /** All hours from one label to another, both among them. */
  public static SliceRange hours(String first, String last) {
    Slice from = Grain.HOURLY.slice(first);
    return SliceRange.closed(from, Grain.HOURLY.slice(last));
  }

  /** Where a table lies: {@code connections}, {@code lines}, {@code inventory}, or one made. */
  public String table(String name) {
    return folder.resolve(name).toString();
  }

  /**
   * The flow, bound to the tables of the folder, as {@code platform.yaml} in the folder says too.
   */
  public SlicedFlow sliced() {
    return SlicedFlow.of(PlatformFlows.platform(), Grain.HOURLY)
        .startingAt(hours.first().label())
        .ledger(table("ledger"))
        .reading("arrivals", SliceInput.sliced(table("connections"), HOURS))
        .reading("lines", SliceInput.sliced(table("lines"), HOURS))
        .reading("inventory", SliceInput.whole(table("inventory")))
        .model("classifier", MonthOfDetection.model(LogisticModel.shipped()))
        .publishing("features", table("features"), HOURS)
        .publishing("logins", table("logins"))
        .publishing("unread", table("unread"), HOURS)
        .publishing("alerts", table("alerts"), HOURS)
        .keeping("connections/series", table("connection_series"))
        .keeping("logins/series", table("login_series"))
        .rollingUp("logins", table("logins_daily"), new SumDay())
        .build();
  }
}
