package io.freshet.model.encoder;

import io.freshet.model.feature.FeatureLayout;
import io.freshet.model.nn.Init;
import io.freshet.model.nn.ParameterLayout;
import io.freshet.model.nn.Parameters;
import io.freshet.model.program.Dim;
import io.freshet.model.program.Recorder;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes one event: the row of its item, plus a linear map of its other fields (the mean row of each field with values,
 * and the plain numbers). The map starts at zero, so that fields count as far as they are found to help.
 */
public final class EventEncoder {
    private final FeatureLayout layout;
    private final String fields;

    /** @param valueWidth of the rows of fields' values */
    public EventEncoder(ParameterLayout.Builder parameters, FeatureLayout layout, int dimensions, int valueWidth) {
        this.layout = layout;
        long valued = layout.slots().stream().filter(slot -> slot.ids() > 0).count();
        long width = Math.max(1, valued * valueWidth + layout.numbers());
        this.fields = parameters.at("event").add("fields", Shape.of(dimensions, width), Init.zeros());
    }

    /** Declares the inputs {@code events.items}, {@code events.values} and {@code events.numbers}. */
    public EventTensors declareInputs(Recorder recorder) {
        Dim events = Dim.named("events");
        return new EventTensors(
                recorder.intInput("events.items", Shape.of(events)),
                recorder.intInput("events.values", Shape.of(events, layout.ids())),
                recorder.input("events.numbers", Shape.of(events, layout.numbers())));
    }

    /**
     * @param parameters online or momentum
     * @param itemRows (distinct items, dimensions): zero at place 0, no item
     * @param valueRows (distinct values, width of a value): zero at place 0, no value
     * @return (events, dimensions): zero at place 0, which pads histories
     */
    public Tensor encode(
            Recorder recorder, Parameters parameters, EventTensors events, Tensor itemRows, Tensor valueRows) {
        Tensor items = itemRows.gatherRowsPadded(events.items());
        return layout.slots().isEmpty()
                ? items
                : items.add(features(recorder, events, valueRows).linear(parameters.get(fields)));
    }

    // (events, fields with values * width of a value + numbers)
    private Tensor features(Recorder recorder, EventTensors events, Tensor valueRows) {
        List<Tensor> parts = new ArrayList<>();
        for (FeatureLayout.Slot slot : layout.slots()) {
            if (slot.ids() > 0) {
                Tensor places = events.values().slice(1, slot.firstId(), slot.firstId() + slot.ids());
                Tensor rows = valueRows.gatherRowsPadded(places); // (events, ids of the slot, width of a value)
                parts.add(slot.ids() == 1 ? rows.select(1, 0) : mean(rows, places));
            }
        }
        if (layout.numbers() > 0) {
            parts.add(events.numbers());
        }
        return recorder.concat(1, parts);
    }

    private static Tensor mean(Tensor rows, Tensor places) {
        Tensor known = places.ne(0).toFloat().sumKeep(1); // (events, 1)
        return rows.sum(1).div(known.clampMin(1));
    }
}
