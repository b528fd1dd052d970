package io.freshet.cli;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.run.Forgetting;
import io.freshet.cli.run.Logging;
import io.freshet.cli.run.Pipeline;
import io.freshet.cli.run.PipelineLog;
import io.freshet.cli.run.UserMistake;
import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Erasure;
import io.freshet.schemas.message.ErasureReceipt;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a pipeline forget an entity, and prints what each process has removed. */
@Command(
        name = "forget",
        description = {
            "Removes all that a pipeline knows of an entity: its history, what is replayed of it, its embedding and its",
            "items; and prints the receipts."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The request is a record among the entity's own events: it is done once, in its place, by whoever reads them,",
            "and again by a learner that goes back to an older checkpoint. event.forgotten says what becomes of later",
            "events: drop (the default) or start-anew. docs/guides/erasure.md says what stays, and for how long.",
            "",
            "Ends with 1 where a process has not answered within the time; the request stays and is done later.",
            "",
            "Examples:",
            "  freshet forget my/pipeline.yaml entity 17850",
            "  freshet forget my/pipeline.yaml entity 17850 --wait 5m"
        })
final class ForgetCommand implements Callable<Integer> {
    private static final Set<String> ANSWERING = Set.of(ErasureReceipt.LEARNER, ErasureReceipt.SERVING);

    @Mixin
    private PipelineOptions options = new PipelineOptions();

    @Parameters(index = "1", paramLabel = "KIND", description = "What is forgotten: entity.")
    private String kind = "";

    @Parameters(index = "2", paramLabel = "ID", description = "Which: its id as embeddings have it.")
    private String id = "";

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "How long to wait for the receipts (default: ${DEFAULT-VALUE}).",
            defaultValue = "1m")
    private Duration patience = Duration.ZERO;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        check();
        Pipeline pipeline = options.read();
        DataDirectory directory = options.dataDirectory(pipeline);
        Logging.toFileOf(directory);
        try (PipelineLog log = PipelineLog.open(pipeline.stream(), directory)) {
            log.createTopics(); // of a line that is older than this command, the erasures topic may be missing
            try (Forgetting forgetting = new Forgetting(log.stream())) {
                return follow(forgetting, forgetting.ask(id));
            }
        }
    }

    private void check() {
        if (!kind.equals(EmbeddingRecord.ENTITY)) {
            throw new UserMistake(
                    "KIND: must be entity, got '" + kind + "'; items are forgotten by the learner's table");
        }
        int bytes = id.getBytes(StandardCharsets.UTF_8).length;
        if (id.isBlank() || bytes > Forgetting.MAX_ENTITY_BYTES) {
            throw new UserMistake("ID: must be 1 to " + Forgetting.MAX_ENTITY_BYTES + " bytes, got " + bytes);
        }
    }

    private int follow(Forgetting forgetting, Erasure erasure) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "asked     entity %s, at offset %d of partition %d%n",
                erasure.entity(), erasure.offset(), erasure.partition());
        out.flush();
        Set<String> missing = new TreeSet<>(ANSWERING);
        long deadline = System.nanoTime() + patience.toNanos();
        while (!missing.isEmpty()) {
            var receipt = forgetting.next(erasure, Duration.ofNanos(deadline - System.nanoTime()));
            if (receipt.isEmpty()) {
                out.printf("No answer yet of %s; the request stays in the log.%n", String.join(" and ", missing));
                out.flush();
                return 1;
            }
            if (missing.remove(receipt.get().process())) {
                out.println(shown(receipt.get()));
                out.flush();
            }
        }
        return 0;
    }

    private static String shown(ErasureReceipt receipt) {
        String removed = receipt.removed().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return "%-9s removed %s, at %s".formatted(receipt.process(), removed, Instant.ofEpochMilli(receipt.doneMs()));
    }
}
