package io.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    private Path folder;

    @Test
    void makesOnePageThatNeedsNothingElse() throws IOException {
        Path report = folder.resolve("report.json");
        Files.writeString(report, "{\"name\": \"</script><b>shop\", \"prequential\": {\"hr10\": 0.25}}");

        Ran ran = Ran.of("report", report.toString());

        assertThat(ran.exit()).isZero();
        String page = Files.readString(folder.resolve("report.html"));
        assertThat(page)
                .contains("\\u003c/script>\\u003cb>shop")
                .contains("\"hr10\":0.25")
                .contains("echarts")
                .doesNotContain("/*{", "<script src", "<link ");
    }

    @Test
    void takesTheDataDirectoryOfARun() throws IOException {
        Files.writeString(folder.resolve("report.json"), "{}");
        Path page = folder.resolve("elsewhere.html");

        assertThat(Ran.of("report", folder.toString(), "--html", page.toString())
                        .exit())
                .isZero();
        assertThat(page).isRegularFile();
    }

    @Test
    void saysWhatItNeedsWhereThereIsNoReport() throws IOException {
        Ran none = Ran.of("report", folder.toString());
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("--until-end --report");

        Path broken = folder.resolve("report.json");
        Files.writeString(broken, "no json");
        assertThat(Ran.of("report", broken.toString()).exit()).isEqualTo(2);
    }
}
