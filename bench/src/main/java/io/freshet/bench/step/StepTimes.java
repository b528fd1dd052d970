package io.freshet.bench.step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What steps took, one by one, in milliseconds: on the clock, and of all the process's threads' time. */
record StepTimes(List<Double> wall, List<Double> cpu, double lastLoss) {
    static StepTimes none() {
        return new StepTimes(new ArrayList<>(), new ArrayList<>(), Double.NaN);
    }

    StepTimes with(StepTimes more) {
        List<Double> walls = new ArrayList<>(wall);
        List<Double> cpus = new ArrayList<>(cpu);
        walls.addAll(more.wall());
        cpus.addAll(more.cpu());
        return new StepTimes(walls, cpus, more.lastLoss());
    }

    double medianWall() {
        return median(wall);
    }

    double medianCpu() {
        return median(cpu);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
