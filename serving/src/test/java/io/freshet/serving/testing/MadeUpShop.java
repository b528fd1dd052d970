package io.freshet.serving.testing;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.MetricRecord;
import io.freshet.serving.view.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Items in ten categories whose embeddings lie around their category's, shoppers, and a plausible course of metrics. */
public final class MadeUpShop {
    public static final int DIMENSIONS = 65;
    public static final int PRIOR = 1;
    public static final String SPACE = "s1";

    private static final List<String> CATEGORIES = List.of(
            "lighting",
            "kitchen",
            "garden",
            "toys",
            "stationery",
            "bags",
            "clocks",
            "candles",
            "textiles",
            "christmas");
    private static final List<String> LOOKS = List.of(
            "Red",
            "Ivory",
            "Vintage",
            "Rustic",
            "Paper",
            "Glass",
            "Striped",
            "Heart",
            "Star",
            "Woodland",
            "Retro",
            "Blue",
            "Mini",
            "Jumbo",
            "Folding",
            "Hanging",
            "Enamel",
            "Wicker",
            "Zinc",
            "Floral");
    private static final List<List<String>> THINGS = List.of(
            List.of("lantern", "fairy lights", "desk lamp", "lamp shade", "T-light holder"),
            List.of("mixing bowl", "cake stand", "measuring jug", "bread bin", "egg cup"),
            List.of("watering can", "bird feeder", "plant pot", "trowel", "herb marker"),
            List.of("spinning top", "jigsaw", "skipping rope", "toy train", "rag doll"),
            List.of("notebook", "gift tag", "pencil case", "card holder", "wrapping paper"),
            List.of("lunch bag", "shopper", "tote", "backpack", "wash bag"),
            List.of("alarm clock", "wall clock", "kitchen timer", "mantel clock", "hourglass"),
            List.of("pillar candle", "scented candle", "candle plate", "tea light", "candle ring"),
            List.of("cushion", "tea towel", "apron", "table runner", "oven glove"),
            List.of("bauble", "wreath", "stocking", "advent calendar", "tree topper"));

    private final Random random;
    private final float[][] centres = new float[CATEGORIES.size()][DIMENSIONS - PRIOR];
    private final List<Item> items = new ArrayList<>();

    public MadeUpShop(int count, long seed) {
        random = new Random(seed);
        for (float[] centre : centres) {
            fill(centre, .8);
        }
        for (int i = 0; i < count; i++) {
            int category = i % CATEGORIES.size();
            int number = i / CATEGORIES.size();
            String thing = THINGS.get(category).get(number % 5);
            String look = LOOKS.get(number / 5 % LOOKS.size());
            String edition = number < 100 ? "" : " no. " + (number / 100 + 1);
            items.add(new Item(Integer.toString(20_000 + i), look + " " + thing + edition, CATEGORIES.get(category)));
        }
    }

    private void fill(float[] vector, double deviation) {
        for (int d = 0; d < vector.length; d++) {
            vector[d] += (float) (random.nextGaussian() * deviation);
        }
    }

    public List<Item> items() {
        return items;
    }

    /** An item's embedding as it is at a step: the later, the nearer to its category. */
    public EmbeddingRecord item(int i, long step) {
        float[] vector = new float[DIMENSIONS];
        float[] centre = centres[i % centres.length];
        Random own = new Random(items.get(i).id().hashCode() * 31L);
        double learnt = 1 - Math.exp(-step / 800.0);
        int thing = i / centres.length % 5;
        for (int d = 0; d < centre.length; d++) {
            double kind = Math.sin(1 + thing * 7.3 + d * (1.7 + i % centres.length)) * .45;
            vector[d] = (float) (learnt * (centre[d] + kind) + own.nextGaussian() * .45 + random.nextGaussian() * .01);
        }
        vector[DIMENSIONS - 1] = (float) -Math.log(2 + i);
        return record(EmbeddingRecord.ITEM, items.get(i).id(), vector, step);
    }

    public EmbeddingRecord shopper(int i, long step) {
        float[] vector = new float[DIMENSIONS];
        float[] centre = centres[i % centres.length];
        System.arraycopy(centre, 0, vector, 0, centre.length);
        fill(vector, .3);
        vector[DIMENSIONS - 1] = .3f;
        return record(EmbeddingRecord.ENTITY, "shopper-" + i, vector, step);
    }

    private static EmbeddingRecord record(String kind, String id, float[] vector, long step) {
        long now = System.currentTimeMillis();
        return new EmbeddingRecord(kind, id, vector, PRIOR, SPACE, 1, step, now - 400, now - 120, now - 20);
    }

    /** The metrics that a learner writes at a step; one step a second in the course that ends now. */
    public List<MetricRecord> metrics(long step, long timeMs) {
        double t = step;
        long events = step * 2_150;
        double learnt = 1 - Math.exp(-t / 90);
        return List.of(
                new MetricRecord(
                        "training",
                        timeMs,
                        step,
                        events,
                        Map.of(
                                "loss", 6.2 - 2.1 * learnt + noise(.05),
                                "loss.next-event", 7.1 - 2.6 * learnt + noise(.06),
                                "loss.moco", 4.4 - 1.9 * learnt + noise(.05),
                                "loss.masked-events", 3.2 - 1.1 * learnt + noise(.04),
                                "examples", (double) events,
                                "steps", t * 67)),
                new MetricRecord(
                        "prequential",
                        timeMs,
                        step,
                        events,
                        Map.of(
                                "scored", events * .97,
                                "hr10", .305 * learnt + .01 + noise(.0008),
                                "ndcg10", .196 * learnt + .005,
                                "last20k.hr10", .315 * learnt + .012 + noise(.004))),
                new MetricRecord(
                        "floors",
                        timeMs,
                        step,
                        events,
                        Map.of(
                                "popularity.hr10", .034 + noise(.0004),
                                "popularity-decayed.hr10", .044 + noise(.0005),
                                "transitions.hr10", .287 * (1 - Math.exp(-t / 120)) + .02,
                                "item-knn.hr10", .127 * (1 - Math.exp(-t / 100)) + .01,
                                "revisit.hr10", .043)),
                new MetricRecord(
                        "space",
                        timeMs,
                        step,
                        events,
                        Map.of("alignment", .4 + noise(.01), "uniformity", -2.8 + noise(.02), "effective-rank", 38.0)),
                new MetricRecord(
                        "freshness",
                        timeMs,
                        step,
                        events,
                        Map.of("p50", 95 + noise(9), "p99", 260 + noise(40), "max", 610 + noise(50))),
                new MetricRecord("publishing", timeMs, step, events, Map.of("embeddings", step * 610.0)),
                new MetricRecord("throughput", timeMs, step, events, Map.of("events-per-second", 2_150 + noise(140))));
    }

    private double noise(double deviation) {
        return random.nextGaussian() * deviation;
    }
}
