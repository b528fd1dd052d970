package io.freshet.model.optimise;

import io.freshet.model.testing.Golden;
import io.freshet.model.testing.GoldenCheck;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** Schedules of rates, weight decay and momentum, against those of official implementations. */
final class ScheduleChecks {
    private ScheduleChecks() {}

    static Map<String, GoldenCheck> all() {
        Map<String, GoldenCheck> checks = new TreeMap<>();
        checks.put("sched_mae", ScheduleChecks::mae);
        checks.put("sched_dino", ScheduleChecks::dino);
        checks.put("sched_barlow", ScheduleChecks::barlowTwins);
        checks.put("sched_ijepa", ScheduleChecks::ijepa);
        return checks;
    }

    private static void mae(Golden golden) {
        double rate = golden.parameter("lr");
        double warmUp = golden.parameter("warmup_epochs");
        double total = golden.parameter("epochs");
        check(
                golden,
                "values",
                "epoch",
                rate,
                RateSchedule.cosine(0, golden.parameter("min_lr") / rate, warmUp, total));
        check(golden, "values_moco_v3", "epoch", rate, RateSchedule.cosine(0, 0, warmUp, total));
    }

    private static void dino(Golden golden) {
        double rate = golden.parameter("base");
        double warmUp = golden.parameter("warmup_epochs") * golden.parameter("niter");
        double total = golden.parameter("epochs") * golden.parameter("niter");
        double from = golden.parameter("start") / rate;
        double last = golden.parameter("final") / rate;
        check(golden, "values", "steps", rate, RateSchedule.cosineAfterFull(from, last, warmUp, total));
        // the file's name says from where to where: 0.04 to 0.4
        check(golden, "weight_decay_0_04_to_0_4", "steps", .04, RateSchedule.cosine(1, .4 / .04, 0, total));
    }

    private static void barlowTwins(Golden golden) {
        double warmUp = 10 * golden.parameter("loader"); // main.py: ten epochs
        double total = golden.parameter("epochs") * golden.parameter("loader");
        RateSchedule schedule = RateSchedule.cosine(0, .001, warmUp, total);
        double scale = golden.parameter("batch_size") / 256;
        check(golden, "lr_weights", "steps", scale * golden.parameter("lr_weights"), schedule);
        check(golden, "lr_biases", "steps", scale * golden.parameter("lr_biases"), schedule);
    }

    private static void ijepa(Golden golden) {
        double rate = golden.parameter("ref_lr");
        double total = golden.parameter("T_max");
        double from = golden.parameter("start_lr") / rate;
        double last = golden.parameter("final_lr") / rate;
        check(golden, "lr", "steps", rate, RateSchedule.cosine(from, last, golden.parameter("warmup_steps"), total));
        double decay = golden.parameter("wd");
        check(golden, "wd", "steps", decay, RateSchedule.cosine(1, golden.parameter("final_wd") / decay, 0, total));
        double[] ema = golden.parameters("ema");
        MomentumSchedule momentum = MomentumSchedule.linear(ema[0], ema[1], (long) total);
        // its calls are counted from 1, its momenta from 0
        golden.check("ema_momentum", at(golden, "steps", step -> momentum.at((long) step - 1, 0)));
    }

    private static void check(Golden golden, String values, String clock, double full, RateSchedule schedule) {
        golden.check(values, at(golden, clock, now -> full * schedule.at(now, now)));
    }

    private static double[] at(Golden golden, String clock, DoubleUnaryOperator value) {
        return Arrays.stream(golden.input(clock).values()).map(value).toArray();
    }
}
