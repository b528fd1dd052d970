package io.freshet.learner.training;

import io.freshet.model.program.DType;

/** The type in which layers multiply matrices; all else, from weights to losses and the optimiser, has 32 bits. */
public enum Precision {
    FLOAT32(DType.FLOAT32),
    /** Mixed precision (Micikevicius et al. 2018, arXiv:1710.03740), for GPUs: bfloat16's range needs no scaled losses. */
    BFLOAT16(DType.BFLOAT16);

    private final DType products;

    Precision(DType products) {
        this.products = products;
    }

    DType products() {
        return products;
    }
}
