package io.freshet.bench.leaderboard;

/** What of a learner's figures the table shows: HR@10 and NDCG@10 of one group, over all or of late. */
enum Measure {
    ALONE("embeddings alone", "prequential."),
    ALONE_LATE("last 20,000", "prequential.last20k."),
    WITH_MEMORY("with memory", "prequential-with-memory."),
    WITH_MEMORY_LATE("last 20,000", "prequential-with-memory.last20k.");

    private final String title;
    private final String prefix;

    Measure(String title, String prefix) {
        this.title = title;
        this.prefix = prefix;
    }

    String title() {
        return title;
    }

    String hr10() {
        return prefix + "hr10";
    }

    String ndcg10() {
        return prefix + "ndcg10";
    }
}
