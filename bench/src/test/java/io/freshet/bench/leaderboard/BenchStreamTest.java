package io.freshet.bench.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchStreamTest {
    private static final Path HOME = Path.of("..");

    @TempDir
    Path directory;

    @Test
    void projectsOwnListNamesPipelinesThatExist() {
        assertThat(BenchStream.read(HOME.resolve("bench/streams/leaderboard.yaml"), HOME))
                .extracting(BenchStream::name)
                .containsExactly("online-retail", "movietweetings", "wikiticker");
    }

    @Test
    void findsEventsWithOrWithoutTheirFolder() throws IOException {
        BenchStream stream = new BenchStream("films", Path.of("films.yaml"), "films/ratings.csv");

        assertThat(stream.events(directory)).isNull();

        Path alone = Files.writeString(directory.resolve("ratings.csv"), "");
        assertThat(stream.events(directory)).isEqualTo(alone);

        Files.createDirectories(directory.resolve("films"));
        Path named = Files.writeString(directory.resolve("films/ratings.csv"), "");
        assertThat(stream.events(directory)).isEqualTo(named);
    }

    @Test
    void tellsEveryMistakeOfTheListWithItsLine() throws IOException {
        Path list = Files.writeString(directory.resolve("list.yaml"), """
                streams:
                  films: { pipeline: nowhere.yaml, file: f.csv }
                  clicks:
                    pipelin: bench/streams/movietweetings.yaml
                    file: c.csv
                """);

        assertThatThrownBy(() -> BenchStream.read(list, HOME))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("list.yaml:2: streams.films.pipeline: must be a file")
                .hasMessageContaining("list.yaml:4: streams.clicks.pipelin: must be a known key");
    }
}
