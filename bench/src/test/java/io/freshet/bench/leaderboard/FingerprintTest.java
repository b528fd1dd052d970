package io.freshet.bench.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    @TempDir
    Path directory;

    @Test
    void tellsTextsApartByWhereTheyEnd() {
        assertThat(new Fingerprint().text("ab").text("c").hex())
                .isNotEqualTo(new Fingerprint().text("a").text("bc").hex());
    }

    @Test
    void changesWithTheNameAndContentOfEachFileOfAFolder() throws IOException {
        Files.createDirectories(directory.resolve("deep"));
        Files.writeString(directory.resolve("deep/A.class"), "one");
        String first = of(directory);
        Files.writeString(directory.resolve("deep/A.class"), "two");
        String second = of(directory);
        Files.move(directory.resolve("deep/A.class"), directory.resolve("deep/B.class"));
        String third = of(directory);

        assertThat(new String[] {first, second, third}).doesNotHaveDuplicates();
        assertThat(of(directory)).isEqualTo(third);
    }

    @Test
    void findsTheClassesThatScoresDependOn() throws IOException {
        assertThat(Fingerprint.ofClasses()).hasSize(64).isEqualTo(Fingerprint.ofClasses());
    }

    private static String of(Path path) throws IOException {
        return new Fingerprint().content(path).hex();
    }
}
