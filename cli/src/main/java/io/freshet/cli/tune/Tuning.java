package io.freshet.cli.tune;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.freshet.cli.embedded.AtomicFile;
import io.freshet.cli.run.Pipeline;
import io.freshet.cli.run.UserMistake;
import io.freshet.config.YamlWriter;
import io.freshet.learner.job.PipelineText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A search for the settings with which a learner's pass over a slice of a stream scores best. */
public final class Tuning {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Pipeline pipeline;
    private final Plan plan;
    private final Space space;
    private final Slice slice;
    private final Search search;
    private final Slice.Quality quality;
    private final List<Trial> trials = new ArrayList<>();

    /**
     * What is searched, and how.
     *
     * @param input the recorded stream
     * @param events of it at most
     * @param space file of settings; null for the usual ones
     * @param metric a figure of the learner
     * @param lowest whether the lowest is the best
     */
    public record Plan(
            Path input,
            int events,
            @Nullable Path space,
            SearchMethod method,
            int trials,
            long seed,
            String metric,
            boolean lowest) {}

    /** Who is told how far it is. */
    public interface Progress {
        void learnt(int events);

        /** @param best score so far */
        void tried(String best);
    }

    /**
     * Reads the slice and the space.
     *
     * @param reader reads the pipeline with settings in place of its own
     * @throws io.freshet.config.ConfigException with all that is wrong with the space
     */
    public Tuning(PipelineReader reader, Plan plan) throws IOException {
        this.pipeline = reader.read(Map.of());
        this.plan = plan;
        this.space = plan.space() == null
                ? Space.usual(reader, pipeline.text().overrides().keySet())
                : Space.read(plan.space(), reader);
        this.slice = new Slice(pipeline, reader, plan.input(), plan.events());
        this.search = plan.method().search(space, plan.trials(), plan.seed());
        this.quality = new Slice.Quality(slice.figure(plan.metric()), plan.lowest());
    }

    /** Events that all trials learn from, that of the pipeline as it stands among them. */
    public long work() {
        return (search.most(plan.trials()) + 1L) * slice.events();
    }

    /** Tries the pipeline as it stands, and then what the method says. */
    public void run(Progress progress) {
        List<Trial> searched = new ArrayList<>();
        trial(0, Map.of(), progress);
        for (int number = 1; number <= plan.trials(); number++) {
            Map<String, String> settings = search.next(searched);
            if (settings == null) {
                return; // the space has no more
            }
            searched.add(trial(number, settings, progress));
        }
    }

    private Trial trial(int number, Map<String, String> settings, Progress progress) {
        Trial trial = slice.run(number, settings, quality, progress::learnt);
        trials.add(trial);
        progress.tried(shown(best()));
        return trial;
    }

    private Trial best() {
        return ordered().best();
    }

    private Trials ordered() {
        return new Trials(trials, quality.figure());
    }

    private String shown(Trial trial) {
        Double value = trial.figures().get(quality.figure());
        return value == null ? "none" : String.format(Locale.ROOT, "%.4f", value);
    }

    /** All trials, the best first. */
    public String table() {
        return ordered().table(space);
    }

    /** What came out, in one sentence. */
    public String summary() {
        Trial best = best();
        if (best.score() == null) {
            return "No trial came to its end.";
        }
        String over = String.format(Locale.ROOT, " over %,d events", slice.events());
        return best.number() == 0
                ? "Nothing was better than the pipeline as it is: " + quality.figure() + " " + shown(best) + over + "."
                : "Best: " + quality.figure() + " " + shown(best) + over + ", " + shown(trials.get(0)) + " as it was.";
    }

    /** @throws UserMistake where the best pipeline must not be written there */
    public void checkOut(Path file) {
        Path own = Path.of(pipeline.text().source()).toAbsolutePath().normalize();
        if (file.toAbsolutePath().normalize().equals(own)) {
            throw new UserMistake("--out: must not be the pipeline's own file, whose comments would be lost");
        }
    }

    /** Writes the pipeline with the best settings. Its comments are not kept. */
    public void writeBest(Path file) throws IOException {
        if (best().score() == null) {
            throw new UserMistake("--out: there is nothing to write, for no trial came to its end");
        }
        PipelineText text = pipeline.text();
        for (Map.Entry<String, String> setting : best().settings().entrySet()) {
            text = text.with(setting.getKey(), setting.getValue());
        }
        String comment = "# " + summary() + "\n# Found by freshet tune (" + plan.method()
                + "), which keeps no comments of the file that it started from.\n";
        String yaml = comment + YamlWriter.text(moved(text, file).root());
        AtomicFile.write(file.toAbsolutePath(), yaml.getBytes(StandardCharsets.UTF_8));
    }

    // a relative path of the source starts from the pipeline's file
    private PipelineText moved(PipelineText text, Path file) {
        String source = pipeline.stream().source().file();
        Path from = Path.of(text.source()).toAbsolutePath().normalize().getParent();
        Path to = file.toAbsolutePath().normalize().getParent();
        if (source == null || Path.of(source).isAbsolute() || from == null || to == null || from.equals(to)) {
            return text;
        }
        return text.with(
                "source.file.path", "'" + to.relativize(from.resolve(source)).normalize() + "'");
    }

    /** Writes every trial as JSON, the best first. */
    public void writeReport(Path file) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("pipeline", pipeline.stream().name());
        report.put("events", slice.events());
        report.put("metric", quality.figure());
        report.put("lowest", quality.lowest());
        report.put("method", plan.method().toString());
        report.put("seed", plan.seed());
        report.put("best", best().settings());
        report.put("trials", ordered().all());
        AtomicFile.write(file.toAbsolutePath(), JSON.writeValueAsBytes(report));
    }
}
