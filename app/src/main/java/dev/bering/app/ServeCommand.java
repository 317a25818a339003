package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.rest.RestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering serve}. */
@Command(
    name = "serve",
    description = "Serve jobs over HTTP, for schedulers: start, follow, stop, read logs.",
    footer = {
      "",
      "On 127.0.0.1 unless --host says another address; that needs the variable",
      "BERING_API_TOKEN, which requests then bear. Runs that are under way are carried on.",
      "",
      "  bering serve --store s3://platform/jobs --port 8080"
    })
final class ServeCommand extends Verb {

  @Mixin private JobPlaces places = new JobPlaces();

  @Option(names = "--host", paramLabel = "ADDRESS", description = "Default: 127.0.0.1.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Default: 8080; 0 for any that is free.")
  private int port = 8080;

  ServeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    try (RestServer server =
        new RestServer(
            address(),
            places.runs(),
            places.book(),
            job -> places.publisher().source(job),
            Optional.ofNullable(System.getenv("BERING_API_TOKEN")).filter(text -> !text.isBlank()),
            terminal().err()::println)) {
      String url = "http://%s:%d".formatted(host, server.address().getPort());
      result(Map.of("url", url), () -> "serving on %s%n".formatted(url), ExitCode.OK);
      new CountDownLatch(1).await();
      return ExitCode.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.OK;
    }
  }

  private InetSocketAddress address() {
    try {
      return new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
    } catch (UnknownHostException e) {
      throw UserException.usage(
          new Problem(
              "REST_ADDRESS",
              "Cannot serve on %s: it is no address of this machine.".formatted(host),
              "write --host 127.0.0.1"),
          e);
    }
  }
}
