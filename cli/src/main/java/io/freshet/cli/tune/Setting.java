package io.freshet.cli.tune;

import java.util.List;
import java.util.random.RandomGenerator;

/** A key of the pipeline that is searched over, and the values it may take. */
interface Setting {

    /** Dotted path, such as {@code learner.batch.size}. */
    String path();

    /** The values a grid has of it. */
    List<String> grid();

    /** Values that stand for all others where the pipeline is asked whether it takes them. */
    List<String> examples();

    /** A value drawn evenly, on the setting's own scale. */
    String draw(RandomGenerator random);

    /** A value near another. */
    String near(String value, RandomGenerator random);

    /** A value as coordinates from 0 to 1, for a model of what is near what. */
    double[] coordinates(String value);
}
