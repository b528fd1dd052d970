package io.freshet.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.config.Resolved;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.learner.view.Crop;
import io.freshet.learner.view.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page that people look objectives up on knows each of them, with the defaults that its file has. */
class ObjectivesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "concepts", "objectives.md");
    private static final Views VIEWS = new Views(List.of(new Views.Chosen(new Crop(Crop.Config.DEFAULT), 1)));

    static Stream<String> objectives() {
        return Objectives.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void saysWhatItDoesAndWhosePaperItIs(String objective) throws IOException {
        assertThat(Files.readAllLines(PAGE))
                .anySatisfy(line ->
                        assertThat(line).startsWith("| `" + objective + "` | ").contains("arxiv.org/abs/"));
    }

    @ParameterizedTest
    @MethodSource("objectives")
    void writesItsDefaults(String objective) throws IOException {
        assertThat(Files.readAllLines(PAGE)).contains(defaults(objective));
    }

    /** Every key with its default, as a pipeline file would have it. */
    static String defaults(String objective) {
        Section section = YamlFile.parse("{}", "none", Map.of());
        Objectives.all().get(objective).read(section, VIEWS);
        StringBuilder line = new StringBuilder(objective + ": {");
        String within = "";
        for (Resolved key : section.resolved()) {
            String path = key.path();
            String above = path.substring(0, path.lastIndexOf('.') + 1);
            line.append(within.isEmpty() || within.equals(above) ? "" : " }");
            line.append(line.charAt(line.length() - 1) == '{' ? " " : ", ");
            line.append(above.isEmpty() || within.equals(above) ? "" : above.replace(".", ": { "));
            line.append(path.substring(above.length())).append(": ").append(key.value());
            within = above;
        }
        return line.append(within.isEmpty() ? " }" : " } }").toString();
    }
}
