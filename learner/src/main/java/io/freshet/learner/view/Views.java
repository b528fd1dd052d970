package io.freshet.learner.view;

import io.freshet.config.Section;
import io.freshet.model.feature.EventFeatures;
import java.util.*;
import java.util.random.RandomGenerator;

public record Views() {
    public static Views read(Section s) {
        return new Views();
    }

    public List<EventFeatures> apply(List<EventFeatures> h, RandomGenerator r) {
        int n = Math.max(1, (int) (h.size() * .6));
        int at = r.nextInt(h.size() - n + 1);
        List<EventFeatures> out = new ArrayList<>();
        for (EventFeatures e : h.subList(at, at + n)) out.add(r.nextDouble() < .3 ? e.masked() : e);
        return out;
    }
}
