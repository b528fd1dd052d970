package io.freshet.learner.evaluate;

import io.freshet.learner.evaluate.DriftDetector.Change;
import io.freshet.model.feature.EventFeatures;
import io.freshet.model.feature.FeatureLayout;
import io.freshet.schemas.field.TimestampField;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Watches each field by itself, and the item: numbers by their standardised value, values without an order by their
 * {@link Halvings}. Times are left out, for they go round. A few detectors a field, whatever the number of its values.
 */
public final class Marginals {
    /** What the items' detectors go by. */
    public static final String ITEM = "item";

    private final List<Watch> watches = new ArrayList<>();
    private final String detector;

    /** One field. */
    private interface Watch {
        String field();

        boolean hasDrifted(EventFeatures event);

        void save(DataOutput out) throws IOException;

        void restore(DataInput in) throws IOException;
    }

    public Marginals(FeatureLayout layout, Supplier<DriftDetector> detectors) {
        detector = detectors.get().name();
        watches.add(new Ids(ITEM, detectors) {
            @Override
            double share(EventFeatures event, int halving) {
                return Halvings.half(event.item(), halving);
            }
        });
        for (FeatureLayout.Slot slot : layout.slots()) {
            String field = slot.field().name();
            if (slot.field().type().name().equals(TimestampField.NAME)) {
                continue;
            }
            if (slot.ids() > 0) {
                watches.add(new Ids(field, detectors) {
                    @Override
                    double share(EventFeatures event, int halving) {
                        return Halvings.share(event.ids(), slot.firstId(), slot.ids(), halving);
                    }
                });
            }
            if (slot.numbers() > 0) {
                watches.add(new Numbers(slot, detectors.get()));
            }
        }
    }

    /** Takes the next event in; the fields that have drifted, as it shows. */
    public List<String> add(EventFeatures event) {
        List<String> drifted = new ArrayList<>();
        for (Watch watch : watches) {
            if (watch.hasDrifted(event)) {
                drifted.add(watch.field());
            }
        }
        return drifted;
    }

    /** The name of the kind of detector. */
    public String detector() {
        return detector;
    }

    public void save(DataOutput out) throws IOException {
        for (Watch watch : watches) {
            watch.save(out);
        }
    }

    public void restore(DataInput in) throws IOException {
        for (Watch watch : watches) {
            watch.restore(in);
        }
    }

    private abstract static class Ids implements Watch {
        private final String field;
        private final List<DriftDetector> detectors = new ArrayList<>();

        Ids(String field, Supplier<DriftDetector> make) {
            this.field = field;
            for (int i = 0; i < Halvings.COUNT; i++) {
                detectors.add(make.get());
            }
        }

        abstract double share(EventFeatures event, int halving);

        @Override
        public String field() {
            return field;
        }

        @Override
        public boolean hasDrifted(EventFeatures event) {
            boolean drifted = false;
            for (int i = 0; i < detectors.size(); i++) {
                drifted |= detectors.get(i).add(share(event, i)) != Change.NONE;
            }
            return drifted;
        }

        @Override
        public void save(DataOutput out) throws IOException {
            for (DriftDetector detector : detectors) {
                detector.save(out);
            }
        }

        @Override
        public void restore(DataInput in) throws IOException {
            for (DriftDetector detector : detectors) {
                detector.restore(in);
            }
        }
    }

    private static final class Numbers implements Watch {
        private final FeatureLayout.Slot slot;
        private final Standardised standardised = new Standardised();
        private final DriftDetector detector;

        Numbers(FeatureLayout.Slot slot, DriftDetector detector) {
            this.slot = slot;
            this.detector = detector;
        }

        @Override
        public String field() {
            return slot.field().name();
        }

        // of several numbers, such as a vector's, a sum with signs drawn at random: one figure a field
        @Override
        public boolean hasDrifted(EventFeatures event) {
            double sum = 0;
            for (int i = 0; i < slot.numbers(); i++) {
                sum += (2 * Halvings.half(i, 0) - 1) * event.numbers()[slot.firstNumber() + i];
            }
            double value = standardised.add(sum);
            boolean drifted = !Double.isNaN(value) && detector.add(value) != Change.NONE;
            if (drifted) {
                standardised.startAnew();
            }
            return drifted;
        }

        @Override
        public void save(DataOutput out) throws IOException {
            standardised.save(out);
            detector.save(out);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            standardised.restore(in);
            detector.restore(in);
        }
    }
}
