package io.freshet.learner.objective;

import io.freshet.config.Section;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.program.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Matryoshka representation learning (Kusupati et al. 2022, arXiv:2205.13147): any objective on the first few dimensions
 * too, so that a vector cut short still works. Heads and queues are each width's own; views and negatives are shared.
 */
public final class Matryoshka implements Objective {
    /** The key, of any objective, that lists the widths. */
    public static final String KEY = "matryoshka";

    /** @param widths beside the whole one; each counts as much as the whole, as in the paper */
    public record Config(ObjectiveConfig of, List<Integer> widths) implements ObjectiveConfig {
        public Config {
            widths = List.copyOf(widths);
        }

        @Override
        public double weight() {
            return of.weight();
        }

        @Override
        public int every() {
            return of.every();
        }

        @Override
        public Negatives candidates() {
            return of.candidates();
        }

        @Override
        public Objective declare(String name, ParameterLayout.Builder parameters, int dimensions) {
            List<Objective> parts = new ArrayList<>();
            parts.add(of.declare(name, parameters, dimensions));
            for (int width : widths) {
                parts.add(of.declare(name, parameters.at(Prefix.name(width)), width));
            }
            return new Matryoshka(widths, parts);
        }
    }

    /** The objective itself, or nested, where its settings list widths. */
    static ObjectiveConfig read(Section section, ObjectiveConfig of) {
        List<Integer> widths = section.integers(KEY, List.of(), 1, 65_536);
        return widths.isEmpty() ? of : new Config(of, widths);
    }

    private final List<Integer> widths;
    private final List<Objective> parts;

    private Matryoshka(List<Integer> widths, List<Objective> parts) {
        this.widths = widths;
        this.parts = parts;
    }

    @Override
    public Tensor record(StepRecording step) {
        return sum(
                Collections.nCopies(parts.size(), 1.0),
                i -> parts.get(i).record(i == 0 ? step : new Prefix(step, widths.get(i - 1))));
    }

    /** The weighted sum of a loss at each of the nested widths. */
    static Tensor sum(List<Double> weights, IntFunction<Tensor> loss) {
        Tensor sum = loss.apply(0).mul(weights.get(0));
        for (int i = 1; i < weights.size(); i++) {
            sum = sum.add(loss.apply(i).mul(weights.get(i)));
        }
        return sum;
    }

    /** All widths ask for the same inputs. */
    @Override
    public void feed(StepFeed feed) {
        parts.get(0).feed(feed);
    }
}
