package io.freshet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.embedded.FreePort;
import io.freshet.cli.run.Figures;
import io.freshet.cli.run.Logging;
import io.freshet.cli.run.Pipeline;
import io.freshet.cli.run.PipelineRun;
import io.freshet.cli.run.StatusLine;
import io.freshet.cli.shop.Catalogue;
import io.freshet.cli.shop.Shop;
import io.freshet.cli.shop.ShopSource;
import io.freshet.cli.shop.Truth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Learns from a shop that the program plays itself: no network, no files, nothing to set up. */
@Command(
        name = "demo",
        description = "Learns from a made-up shop while you watch: opens a page, and ends with a summary.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  freshet demo",
            "  freshet demo --for 2m",
            "  freshet demo --drift-at 30000",
            "  freshet search \"copper watering can\"      in another terminal, meanwhile"
        })
final class DemoCommand implements Callable<Integer> {
    private static final long SEED = 1;
    private static final int NEIGHBOURS = 10;
    private static final int PAGE_PORT = 8080;

    @Option(names = "--for", paramLabel = "TIME", description = "Ends after this long, such as 2m.")
    private @Nullable Duration duration;

    @Option(names = "--rate", description = "Events a second (default: ${DEFAULT-VALUE}).")
    private int rate = ShopSource.Pace.DEFAULT.perSecond();

    @Option(
            names = "--drift-at",
            paramLabel = "EVENT",
            description = "From this event on everybody wants something else, to see how the learner takes it.")
    private long driftAt = Shop.NEVER;

    @Option(names = "--port", description = "Port of the page (default: 8080, or any if that is taken).")
    private @Nullable Integer port;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Overrides a key of examples/shop/pipeline.yaml. May be given several times.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where everything is kept (default: .freshet/shop).")
    private @Nullable Path dataDirectory;

    @Override
    public Integer call() {
        // whoever tries the demo should not have to care what else listens on this machine
        int page = port == null ? FreePort.preferring(PAGE_PORT) : port;
        overrides.putIfAbsent("serving.port", Integer.toString(page));
        Pipeline pipeline = Pipeline.read(Home.file("examples/shop/pipeline.yaml"), overrides);
        DataDirectory directory = dataDirectory == null
                ? DataDirectory.of(pipeline.stream().name())
                : new DataDirectory(dataDirectory.toAbsolutePath().normalize());
        Logging.toFileOf(directory);
        StatusLine status = StatusLine.onTerminal();
        Catalogue catalogue = Catalogue.of(SEED);
        try (PipelineRun run = PipelineRun.start(pipeline, directory, status)) {
            run.add(ShopSource.start(
                    run.log().stream().kafka(),
                    run.log().stream().rawTopic(),
                    new ShopSource.Pace(ShopSource.Pace.DEFAULT.burst(), rate),
                    new Shop(catalogue, SEED, driftAt)));
            status.say("Shop     open, " + rate + " events a second; Ctrl-C ends it");
            run.work(duration);
            summary(run, new Truth(catalogue)).forEach(status::say);
        }
        return 0;
    }

    private static List<String> summary(PipelineRun run, Truth truth) {
        ServingClient serving = new ServingClient(run.url());
        Figures figures = run.figures();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Learnt from   %,d events, now %,.0f a second"
                .formatted(figures.events(), figures.value("throughput", "events-per-second")));
        lines.add("Next item     HR@10 %.3f by test-then-train; floors: %s"
                .formatted(figures.value("prequential", "hr10"), floors(figures)));
        lines.add("Freshness     p50 %,.0f ms, p99 %,.0f ms from an event's arrival to its embedding"
                .formatted(figures.value("freshness", "recent.p50"), figures.value("freshness", "recent.p99")));
        lines.add("Neighbours    %.1f of %d share the product's category; of random vectors %.1f would"
                .formatted(
                        NEIGHBOURS * truth.agreement(id -> neighbours(serving, id)),
                        NEIGHBOURS,
                        NEIGHBOURS * truth.agreementOfRandomVectors(NEIGHBOURS, SEED)));
        return lines;
    }

    private static List<String> neighbours(ServingClient serving, String id) {
        List<String> ids = new ArrayList<>();
        for (JsonNode hit : serving.neighboursIfAny("item", id, NEIGHBOURS)) {
            ids.add(hit.path("id").asText());
        }
        return ids;
    }

    private static String floors(Figures figures) {
        List<String> floors = new ArrayList<>();
        figures.floors().forEach((name, value) -> floors.add("%s %.3f".formatted(name, value)));
        return floors.isEmpty() ? "none yet" : String.join(", ", floors);
    }
}
