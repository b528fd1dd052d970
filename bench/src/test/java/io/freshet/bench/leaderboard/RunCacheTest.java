package io.freshet.bench.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCacheTest {
    @TempDir
    Path directory;

    @Test
    void givesBackWhatWasPutUnderTheSameKeyAlone() throws IOException {
        RunResult result = new RunResult(
                "films",
                5_000,
                1.5,
                2.5,
                Map.of("learner.seed", "1"),
                Map.of("prequential.hr10", .25, "odd", Double.NaN));

        new RunCache(directory.resolve("new")).put("films-1-abc", result);

        RunCache later = new RunCache(directory.resolve("new"));
        assertThat(later.get("films-1-abc")).isEqualTo(result);
        assertThat(later.get("films-2-abc")).isNull();
    }
}
