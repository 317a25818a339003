package dev.bering.app;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.parity.ComparisonReport;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * Reports as HTML: one file each, with its styles and pictures inside, that asks no other server
 * for anything. The templates escape every value for the place where it stands.
 */
final class Pages {

  private static final class Holder {
    static final TemplateEngine TEMPLATES =
        TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.bering.app.pages");
  }

  private Pages() {}

  /** The report of one comparison. */
  static String comparison(ComparisonReport report) {
    return render("comparison.jte", Map.of("report", report, "footer", footer()));
  }

  /** The report of a demo. */
  static String demo(DemoReport report) {
    List<FlowPicture> pictures = report.ports().stream().map(DemoPicture::of).toList();
    return render("demo.jte", Map.of("report", report, "pictures", pictures, "footer", footer()));
  }

  private static String render(String template, Map<String, Object> parameters) {
    StringOutput page = new StringOutput();
    Holder.TEMPLATES.render(template, parameters, page);
    return page.toString();
  }

  static String footer() {
    return "Written by " + Version.text() + ".";
  }

  /**
   * Refuses a file that could not be written, before any work is done for it.
   *
   * @throws UserException REPORT_UNWRITABLE
   */
  static void checkWritable(Path file) {
    Path folder = folderOf(file);
    if (Files.isDirectory(file)) {
      throw unwritable(file, "it is a folder");
    }
    if (!Files.isDirectory(folder)) {
      throw unwritable(file, "folder %s does not exist".formatted(folder));
    }
    if (!Files.isWritable(folder)) {
      throw unwritable(file, "folder %s is not writable".formatted(folder));
    }
  }

  /** Writes a page whole; if this fails, an earlier page is still there. */
  static void write(Path file, String page) {
    try {
      Path part = Files.createTempFile(folderOf(file), ".report", ".part");
      try {
        Files.writeString(part, page);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw unwritable(file, String.valueOf(e.getMessage()));
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw unwritable(file, "it is a folder");
    }
    return folder;
  }

  private static UserException unwritable(Path file, String fact) {
    return UserException.usage(
        new Problem(
            "REPORT_UNWRITABLE",
            "Cannot write report %s: %s.".formatted(file, fact),
            "name a file in a folder that exists"));
  }
}
