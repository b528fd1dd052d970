package io.freshet.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/** A report as one HTML file with everything in it, so that it can be sent around and read without a network. */
public final class ReportPage {
    private static final String WEBJARS = "/META-INF/resources/webjars/echarts/";

    private ReportPage() {}

    /**
     * @param json of the report, as {@code freshet run --report} writes it
     * @throws JsonProcessingException where it is none
     */
    public static String of(String json) throws JsonProcessingException {
        JsonNode report = new ObjectMapper().readTree(json);
        return own("report.html")
                .replace("/*{style}*/", own("report.css"))
                .replace("/*{script}*/", own("report.js"))
                .replace("/*{echarts}*/", charts())
                // nothing in it may end the element that it stands in
                .replace("/*{report}*/", report.toString().replace("<", "\\u003c"));
    }

    private static String own(String name) {
        return text("/io/freshet/cli/report/" + name);
    }

    private static String charts() {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars/echarts/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text(WEBJARS + properties.getProperty("version") + "/echarts.common.min.js");
    }

    private static String text(String path) {
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String path) {
        return Objects.requireNonNull(ReportPage.class.getResourceAsStream(path), path);
    }
}
