package io.freshet.cli.tune;

import io.freshet.cli.run.Pipeline;
import java.util.Map;

/** Reads one pipeline with settings in place of its own. */
@FunctionalInterface
public interface PipelineReader {

    /** @throws io.freshet.config.ConfigException where the pipeline does not take them */
    Pipeline read(Map<String, String> settings);
}
