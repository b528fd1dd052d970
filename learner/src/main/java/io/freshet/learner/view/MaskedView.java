package io.freshet.learner.view;

import io.freshet.model.feature.EventFeatures;
import java.util.*;
import java.util.random.RandomGenerator;

public record MaskedView(List<EventFeatures> history, int[] positions) {
    public static MaskedView of(List<EventFeatures> h, double ratio, RandomGenerator r) {
        List<EventFeatures> out = new ArrayList<>(h);
        int n = Math.max(1, (int) Math.round(ratio * h.size()));
        TreeSet<Integer> p = new TreeSet<>();
        while (p.size() < n) p.add(r.nextInt(h.size()));
        for (int i : p) out.set(i, h.get(i).masked());
        return new MaskedView(out, p.stream().mapToInt(i -> i).toArray());
    }
}
