package io.freshet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.UserMistake;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds an item of a pipeline at work, and says what is near it. */
@Command(
        name = "search",
        description = "Finds an item by its name or id in a pipeline at work, and prints its nearest neighbours.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  freshet search \"copper watering can\"",
            "  freshet search 85123A -k 20 --url http://localhost:8080"
        })
final class SearchCommand implements Callable<Integer> {
    private static final int ALTERNATIVES = 5;

    @Parameters(paramLabel = "QUERY", arity = "1..*", description = "Words of an item's name, or its id.")
    private String[] words = {};

    @Option(names = "-k", description = "How many neighbours (default: ${DEFAULT-VALUE}).")
    private int k = 10;

    @Option(names = "--url", description = "Where the page is (default: that of the pipeline at work under .freshet).")
    private @Nullable String url;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "The data directory of the pipeline to ask.")
    private @Nullable Path dataDirectory;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (k < 1) {
            throw new UserMistake("-k: must be at least 1, got " + k);
        }
        ServingClient serving = new ServingClient(url());
        String query = String.join(" ", words);
        JsonNode items = serving.items(query, ALTERNATIVES);
        if (items.isEmpty()) {
            throw new UserMistake("No item is called '" + query + "'; try fewer words");
        }
        PrintWriter out = spec.commandLine().getOut();
        JsonNode item = items.get(0);
        out.println(shown(item));
        for (JsonNode hit : serving.neighbours("item", item.path("id").asText(), k)) {
            out.printf("  %6.3f  %s%n", hit.path("score").asDouble(), shown(hit));
        }
        if (items.size() > 1) {
            out.println("Others of that name:");
            for (int i = 1; i < items.size(); i++) {
                out.println("  " + shown(items.get(i)));
            }
        }
        out.flush();
        return 0;
    }

    private String url() {
        if (url != null) {
            return url;
        }
        return dataDirectory == null
                ? RunningPages.theOnly(DataDirectory.all())
                : RunningPages.of(new DataDirectory(dataDirectory));
    }

    private static String shown(JsonNode item) {
        String name = item.path("name").asText("");
        String id = item.path("id").asText();
        String category = item.path("category").asText("");
        return (name.isEmpty() || name.equals(id) ? id : name + "  [" + id + "]")
                + (category.isEmpty() ? "" : "  " + category);
    }
}
