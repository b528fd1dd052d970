package io.freshet.learner.view;

import io.freshet.config.Section;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The views of a pipeline, and the pairs made of them: each half of a pair is changed by views drawn anew. To add a
 * view: write its file, add its line here.
 */
public final class Views {
    private static final Map<String, Reader> VIEWS = new LinkedHashMap<>();

    // In the order in which they apply: what is cropped away need not be changed.
    static {
        VIEWS.put(Crop.NAME, (section, layout) -> new Crop(Crop.Config.read(section)));
        VIEWS.put(Reorder.NAME, (section, layout) -> new Reorder(Reorder.Config.read(section)));
        VIEWS.put(
                FeatureCorruption.NAME,
                (section, layout) -> new FeatureCorruption(FeatureCorruption.Config.read(section), layout));
        VIEWS.put(Mask.NAME, (section, layout) -> new Mask(Mask.Config.read(section)));
    }

    /** So that most halves are changed in several ways, which taught most in SimCLR (arXiv:2002.05709). */
    private static final double CHANCE = .5;

    private final List<Chosen> chosen;

    /** Makes a view of its options. */
    @FunctionalInterface
    public interface Reader {
        View read(Section section, FeatureLayout layout);
    }

    /**
     * A view and how often it is applied.
     *
     * @param chance from 0 to 1, drawn for each half of each pair
     */
    public record Chosen(View view, double chance) {}

    /** Two changed copies of one history. */
    public record Pair(List<EventFeatures> first, List<EventFeatures> second) {}

    public Views(List<Chosen> chosen) {
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("there must be a view at least");
        }
        this.chosen = List.copyOf(chosen);
    }

    /** View name to the reader of its options. */
    public static Map<String, Reader> all() {
        return Collections.unmodifiableMap(VIEWS);
    }

    /** The views named in a pipeline file's section; all of them where none is. */
    public static Views read(Section section, FeatureLayout layout) {
        List<Chosen> chosen = new ArrayList<>();
        boolean all = VIEWS.keySet().stream().noneMatch(section.keys()::contains);
        VIEWS.forEach((name, reader) -> {
            if (section.has(name) || all) {
                Section options = section.section(name);
                double chance = options.number("chance", CHANCE, 0, 1);
                View view = reader.read(options, layout);
                if (!name.equals(FeatureCorruption.NAME) || !layout.slots().isEmpty()) {
                    chosen.add(new Chosen(view, chance));
                }
            }
        });
        if (chosen.isEmpty()) {
            section.fault("", "name a view that fits the fields", FeatureCorruption.NAME, "add crop, mask or reorder");
            return new Views(List.of(new Chosen(new Crop(Crop.Config.DEFAULT), 1)));
        }
        return new Views(chosen);
    }

    public List<Chosen> chosen() {
        return chosen;
    }

    /**
     * The augmented pair of a history: two compositions, drawn independently.
     *
     * @param donors recent events of any entity, to take values from
     */
    public Pair pair(List<EventFeatures> history, List<EventFeatures> donors, RandomGenerator random) {
        return new Pair(view(history, donors, random), view(history, donors, random));
    }

    /** One half of a pair, or a further view of the same history. */
    public List<EventFeatures> view(List<EventFeatures> history, List<EventFeatures> donors, RandomGenerator random) {
        List<EventFeatures> changed = history;
        boolean any = false;
        for (Chosen each : chosen) {
            if (random.nextDouble() < each.chance()) {
                changed = each.view().apply(changed, donors, random);
                any = true;
            }
        }
        // two copies without a change would be a pair that teaches nothing
        return any ? changed : chosen.get(random.nextInt(chosen.size())).view().apply(history, donors, random);
    }
}
