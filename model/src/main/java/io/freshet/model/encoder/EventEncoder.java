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
    private final int valueWidth;
    private final String fields;

    /** @param valueWidth of the rows of fields' values */
    public EventEncoder(ParameterLayout.Builder parameters, FeatureLayout layout, int dimensions, int valueWidth) {
        this.layout = layout;
        this.valueWidth = valueWidth;
        long valued = layout.slots().stream().filter(slot -> slot.ids() > 0).count();
        long width = Math.max(1, valued * valueWidth + layout.numbers());
        this.fields = parameters.at("event").add("fields", Shape.of(dimensions, width), Init.zeros());
    }

    /**
     * @param parameters online or momentum
     * @param itemRows (distinct items, dimensions)
     * @param valueRows (distinct values, valueWidth)
     */
    public Tokens encode(
            Recorder recorder, Parameters parameters, HistoryTensors history, Tensor itemRows, Tensor valueRows) {
        Tensor present = history.present(recorder);
        Tensor items = itemRows.gatherRows(history.items());
        Tensor vectors = layout.slots().isEmpty()
                ? items
                : items.add(features(recorder, history, valueRows).linear(parameters.get(fields)));
        return new Tokens(vectors.mul(present.unsqueeze(-1).toFloat()), present);
    }

    // (histories, length, fields with values * valueWidth + numbers)
    private Tensor features(Recorder recorder, HistoryTensors history, Tensor valueRows) {
        List<Tensor> parts = new ArrayList<>();
        for (FeatureLayout.Slot slot : layout.slots()) {
            if (slot.ids() > 0) {
                Tensor places = history.values().slice(2, slot.firstId(), slot.firstId() + slot.ids());
                Tensor known = places.ne(0).toFloat().unsqueeze(-1);
                Tensor sum = valueRows.gatherRows(places).mul(known).sum(2);
                parts.add(slot.ids() == 1 ? sum : sum.div(known.sum(2).clampMin(1)));
            }
        }
        if (layout.numbers() > 0) {
            parts.add(history.numbers());
        }
        return recorder.concat(2, parts);
    }

    /** Width of the rows of fields' values. */
    public int valueWidth() {
        return valueWidth;
    }

    /** The shape of the inputs that go with a history: see {@link HistoryTensors}. */
    public HistoryTensors declareInputs(Recorder recorder, String name, Dim histories, int length) {
        return new HistoryTensors(
                recorder.intInput(name + ".lengths", Shape.of(histories)),
                recorder.intInput(name + ".items", Shape.of(histories, length)),
                recorder.intInput(name + ".values", Shape.of(histories, length, layout.ids())),
                recorder.input(name + ".numbers", Shape.of(histories, length, layout.numbers())));
    }
}
