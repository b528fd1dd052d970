package io.freshet.bench.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run under faults has to say, as JSON and in a few lines. */
record FaultReport(Run run, Outcome outcome, List<FaultRecord> faults, Map<FaultKind, String> leftOut) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** What was asked for, and what was run on. */
    record Run(long seed, int eventsPerSecond, double seconds, double restartDelaySeconds, String network) {}

    /**
     * What became of everything.
     *
     * @param learntEvents those that the learner says it took in
     * @param isDigestEqual whether they are the events topic's, one for one
     * @param servingDifferences in what the instances differ from the topic, by their address
     * @param restarts of each process
     */
    record Outcome(
            Ledger ledger,
            long refused,
            long learntEvents,
            boolean isDigestEqual,
            double longestGapSeconds,
            double longestBehindSeconds,
            int publishedKeys,
            long rewoundRecords,
            Map<String, List<String>> servingDifferences,
            Map<String, Integer> restarts) {

        long lost() {
            long untaken = Math.max(0, ledger.events() - learntEvents);
            return ledger.lost() + (untaken == 0 && isExchanged() ? 1 : untaken);
        }

        long trainedTwice() {
            long tooMany = Math.max(0, learntEvents - ledger.events());
            return ledger.doubled() + (tooMany == 0 && isExchanged() ? 1 : tooMany);
        }

        /** As many as there should be, but not the same: at least one lost and one doubled. */
        private boolean isExchanged() {
            return learntEvents == ledger.events() && !isDigestEqual;
        }

        boolean servingEqualsTopic() {
            return servingDifferences.values().stream().allMatch(List::isEmpty);
        }
    }

    /** Whether nothing was lost, doubled or left to somebody's hand. */
    boolean isClean() {
        Ledger ledger = outcome.ledger();
        return outcome.lost() == 0
                && outcome.trainedTwice() == 0
                && outcome.refused() == 0
                && ledger.strangers() == 0
                && ledger.lostLetters() == 0
                && ledger.doubledLetters() == 0
                && ledger.lettersWithoutReason() == 0
                && outcome.servingEqualsTopic()
                && handsNeeded() == 0;
    }

    private long handsNeeded() {
        return faults.stream().filter(fault -> !fault.isMended()).count();
    }

    void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), json());
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("run", runJson());
        json.put("events", events());
        json.put("dead_letters", deadLetters());
        json.put("faults", faultsJson());
        json.put("longest_gap_seconds", outcome.longestGapSeconds());
        json.put("longest_behind_seconds", outcome.longestBehindSeconds());
        json.put("serving_equals_topic", outcome.servingEqualsTopic());
        json.put("serving", serving());
        json.put("hands_needed", handsNeeded());
        json.put("restarts", outcome.restarts());
        return json;
    }

    private Map<String, Object> runJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", run.seed());
        json.put("rate", run.eventsPerSecond());
        json.put("seconds", Math.round(run.seconds()));
        json.put("restart_delay_seconds", run.restartDelaySeconds());
        json.put("network", run.network());
        json.put("cores", Runtime.getRuntime().availableProcessors());
        return json;
    }

    private Map<String, Object> events() {
        Ledger ledger = outcome.ledger();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("produced", ledger.produced());
        json.put("on_topic", ledger.events());
        json.put("learnt", outcome.learntEvents());
        json.put("lost", outcome.lost());
        json.put("trained_twice", outcome.trainedTwice());
        json.put("digest_equal", outcome.isDigestEqual());
        json.put("not_acknowledged", outcome.refused());
        json.put("strangers", ledger.strangers());
        return json;
    }

    private Map<String, Object> deadLetters() {
        Ledger ledger = outcome.ledger();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("poison", ledger.poisoned());
        json.put("letters", ledger.deadLetters());
        json.put("lost", ledger.lostLetters());
        json.put("doubled", ledger.doubledLetters());
        json.put("without_reason", ledger.lettersWithoutReason());
        return json;
    }

    private Map<String, Object> faultsJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("total", faults.size());
        for (FaultKind kind : FaultKind.values()) {
            List<FaultRecord> some =
                    faults.stream().filter(fault -> fault.kind() == kind).toList();
            if (!some.isEmpty()) {
                json.put(kind.label().replace('-', '_'), kindJson(some));
            }
        }
        Map<String, String> missing = new LinkedHashMap<>();
        leftOut.forEach((kind, why) -> missing.put(kind.label(), why));
        json.put("left_out", missing);
        List<Map<String, Object>> log = new ArrayList<>();
        faults.forEach(fault -> log.add(faultJson(fault)));
        json.put("log", log);
        return json;
    }

    private static Map<String, Object> kindJson(List<FaultRecord> faults) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("count", faults.size());
        json.put(
                "fresh_again_seconds_mean",
                faults.stream().mapToDouble(FaultRecord::freshSeconds).average().orElse(-1));
        json.put(
                "fresh_again_seconds_max",
                faults.stream().mapToDouble(FaultRecord::freshSeconds).max().orElse(-1));
        json.put(
                "longest_gap_seconds",
                faults.stream().mapToDouble(FaultRecord::gapSeconds).max().orElse(-1));
        return json;
    }

    private static Map<String, Object> faultJson(FaultRecord fault) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("what", fault.what());
        json.put("at_seconds", fault.atSeconds());
        json.put("fresh_again_seconds", fault.freshSeconds());
        json.put("longest_gap_seconds", fault.gapSeconds());
        json.put("ready_again_seconds", fault.readySeconds());
        return json;
    }

    private Map<String, Object> serving() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("keys", outcome.publishedKeys());
        json.put("records_after_a_later_step", outcome.rewoundRecords());
        Map<String, Object> differences = new LinkedHashMap<>();
        outcome.servingDifferences().forEach((url, all) -> differences.put(url, all.size()));
        json.put("differences", differences);
        return json;
    }
}
