package io.freshet.model.nn;

import io.freshet.model.program.DType;
import io.freshet.model.program.Shape;
import io.freshet.model.program.Tensor;

/**
 * The parameters of one network, online or target: named views of a flat tensor.
 *
 * @param products what layers multiply matrices in (mixed precision: Micikevicius et al. 2018, arXiv:1710.03740); what
 *     comes out is in the flat tensor's type again, and all else is computed in that
 */
public record Parameters(ParameterLayout layout, Tensor flat, DType products) {
    public Parameters {
        if (!flat.shape().equals(Shape.of(layout.size()))) {
            throw new IllegalArgumentException(
                    "parameters: must be " + Shape.of(layout.size()) + ", got " + flat.shape());
        }
    }

    /** One whose products are in the type of all else. */
    public Parameters(ParameterLayout layout, Tensor flat) {
        this(layout, flat, flat.type());
    }

    public Tensor get(String name) {
        return view(flat, name);
    }

    /** As {@link #get}, in the type of products. */
    public Tensor factor(String name) {
        return view(flat.cast(products), name); // all in one cast, which is recorded once
    }

    private Tensor view(Tensor all, String name) {
        ParameterLayout.Range range = layout.range(name);
        // recorded once, however many are asked for: equal lines are shared
        return all.split(layout.lengths()).get(range.number()).reshape(range.shape());
    }
}
