package io.freshet.learner.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.freshet.model.feature.Ids;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The visits of a real stream in time order. Where the data is not on this machine, the test is skipped. */
public record RealStream(List<Visit> visits) {

    /** @param entity and {@code item}: their hashes */
    public record Visit(long entity, long item) {}

    /** Customer to product, as the shop's export has it, without rows that are no sale to a known customer. */
    public static RealStream onlineRetail(int limit) throws IOException {
        List<Visit> visits = new ArrayList<>();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser rows = CSVParser.parse(open("online-retail/online-retail.csv.gz"), format)) {
            for (CSVRecord row : rows) {
                boolean sale = !row.get("CustomerID").isEmpty()
                        && !row.get("InvoiceNo").startsWith("C")
                        && Double.parseDouble(row.get("Quantity")) > 0;
                if (sale && visits.size() < limit) {
                    visits.add(visit(row.get("CustomerID"), row.get("StockCode")));
                }
            }
        }
        return new RealStream(visits);
    }

    /** User to film. The file is not in time order. */
    public static RealStream movieTweetings() throws IOException {
        record Rating(String user, String film, long time) {}
        List<Rating> ratings = new ArrayList<>();
        try (BufferedReader lines = open("movietweetings/ratings.dat.gz")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split("::", -1);
                ratings.add(new Rating(parts[0], parts[1], Long.parseLong(parts[3])));
            }
        }
        ratings.sort(Comparator.comparingLong(Rating::time));
        return new RealStream(
                ratings.stream().map(r -> visit(r.user(), r.film())).toList());
    }

    /** User to channel and page. */
    public static RealStream wikiticker() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Visit> visits = new ArrayList<>();
        try (BufferedReader lines = open("wikiticker/wikiticker-2015-09-12-repaired.jsonl.gz")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode edit = json.readTree(line);
                visits.add(visit(
                        edit.path("user").asText(),
                        edit.path("channel").asText() + "|" + edit.path("page").asText()));
            }
        }
        return new RealStream(visits);
    }

    private static Visit visit(String entity, String item) {
        return new Visit(Ids.of("entity", entity), Ids.ofItem(item));
    }

    static BufferedReader open(String file) throws IOException {
        Path path = data().resolve(file);
        assumeTrue(
                Files.isRegularFile(path), () -> "no " + path + ": give the folder of real streams by -Dfreshet.data");
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8));
    }

    // Tests run in their module's folder.
    private static Path data() {
        String given = System.getProperty("freshet.data");
        return given == null || given.isBlank()
                ? Path.of("..", "..", "shared", "data").toAbsolutePath().normalize()
                : Path.of(given);
    }
}
