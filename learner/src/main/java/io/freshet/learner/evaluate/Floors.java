package io.freshet.learner.evaluate;

import io.freshet.config.Section;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The floors beside a model, on the stream as it passes: popularity, popularity of late, transitions, item neighbours
 * and revisits, each scored by test-then-train on the same visits as the model. A visit is scored when its entity has
 * been seen before and its item too.
 */
public final class Floors {
    private static final int FORMAT = 2;
    private static final int MAX_SIZE = 100_000_000;
    private static final int[] NONE = {};

    private final Config config;
    private final List<Floor> floors;
    private final List<PrequentialScores> scores;
    private final List<ScoresByAge> byItemAge;
    private final Popularity popularity = new Popularity();
    private final Long2IntOpenHashMap items = new Long2IntOpenHashMap();
    // In the order of their last visit, so that the one longest idle can be forgotten.
    private final Long2ObjectLinkedOpenHashMap<EntityHistory> entities = new Long2ObjectLinkedOpenHashMap<>();
    private long visits;

    /**
     * What is ranked, and how much is remembered.
     *
     * @param itemsComeAgain whether an entity may come to an item again, as in shopping: then only the last item is
     *     left out of the ranking, and else all the entity's items
     * @param halfLifeEvents after how many events a visit counts half, where popularity decays
     * @param maxItems later items are not counted
     * @param maxEntities the entity that is idle longest is forgotten beyond it
     * @param maxItemsOfEntity an entity's items whose last visit is longest ago are forgotten beyond it
     * @param maxPairs of items, each of two tables; the rarest are forgotten beyond it; about 20 bytes each
     */
    public record Config(
            boolean itemsComeAgain,
            int halfLifeEvents,
            int maxItems,
            int maxEntities,
            int maxItemsOfEntity,
            long maxPairs) {
        static final int HALF_LIFE_EVENTS = 5_000;
        static final int MAX_ITEMS = 1_000_000;
        static final int MAX_ENTITIES = 1_000_000;
        static final int MAX_ITEMS_OF_ENTITY = 10_000;
        static final long MAX_PAIRS = 8_000_000;

        public static Config of(boolean itemsComeAgain) {
            return new Config(
                    itemsComeAgain, HALF_LIFE_EVENTS, MAX_ITEMS, MAX_ENTITIES, MAX_ITEMS_OF_ENTITY, MAX_PAIRS);
        }

        /** @param itemsComeAgain as the pipeline's {@code event} section says */
        public static Config read(Section section, boolean itemsComeAgain) {
            return new Config(
                    itemsComeAgain,
                    section.integer("half-life-events", HALF_LIFE_EVENTS, 1, 1_000_000_000),
                    section.integer("max-items", MAX_ITEMS, 1, 10_000_000),
                    section.integer("max-entities", MAX_ENTITIES, 1, 100_000_000),
                    section.integer("max-items-of-entity", MAX_ITEMS_OF_ENTITY, 1, 1_000_000),
                    section.integer("max-pairs", MAX_PAIRS, 1_000, 1_000_000_000));
        }
    }

    public Floors(Config config) {
        this.config = config;
        DecayedPopularity decayed = new DecayedPopularity(config.halfLifeEvents());
        // popularity first: the others look at it, before and after it has learnt
        floors = List.of(
                popularity,
                decayed,
                new Transitions(popularity, config.maxPairs()),
                new ItemKnn(popularity, config.maxPairs()),
                new Revisit(decayed));
        scores = floors.stream().map(floor -> new PrequentialScores()).toList();
        byItemAge = floors.stream().map(floor -> new ScoresByAge()).toList();
        items.defaultReturnValue(-1);
    }

    /**
     * Takes the next visit of the stream: ranks its item by each floor where the visit is to be scored, and only then
     * lets them learn from it.
     *
     * @param entity hash of the entity
     * @param item hash of the item
     * @return whether the visit was scored
     */
    public boolean observe(long entity, long item) {
        visits++;
        int index = items.get(item);
        boolean known = index >= 0;
        if (!known) {
            if (items.size() >= config.maxItems()) {
                return false;
            }
            index = items.size();
            items.put(item, index);
        }
        EntityHistory history = historyOf(entity);
        boolean scored = known && !history.isEmpty();
        Visit visit = new Visit(index, items.size(), history, scored ? excluded(history, index) : NONE);
        if (scored) {
            for (int i = 0; i < floors.size(); i++) {
                int rank = floors.get(i).rank(visit);
                scores.get(i).add(rank);
                byItemAge.get(i).add(popularity.count(index), rank);
            }
        }
        for (Floor floor : floors) {
            floor.learn(visit);
        }
        history.add(index, config.maxItemsOfEntity());
        return scored;
    }

    /** All visits, scored or not. */
    public long visits() {
        return visits;
    }

    /** Forgets what an entity had. What many did after one another is counted without names, and stays. */
    public void forget(long entity) {
        entities.remove(entity);
    }

    /** Visits that were scored. */
    public long scored() {
        return scores.get(0).scored();
    }

    /** Scores by the floor's name. */
    public Map<String, PrequentialScores> scores() {
        Map<String, PrequentialScores> byName = new LinkedHashMap<>();
        for (int i = 0; i < floors.size(); i++) {
            byName.put(floors.get(i).name(), scores.get(i));
        }
        return byName;
    }

    /**
     * The figures of the {@code floors} metric: {@code scored}, {@code popularity.hr10} and the like, and
     * {@code popularity.item.5.hr10} of items that had come five times or more.
     */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("scored", (double) scored());
        scores().forEach(
                        (name, score) -> score.figures().forEach((key, value) -> figures.put(name + "." + key, value)));
        for (int i = 0; i < floors.size(); i++) {
            String name = floors.get(i).name() + ".item.";
            byItemAge.get(i).figures().forEach((key, value) -> figures.put(name + key, value));
        }
        return figures;
    }

    /** Writes the whole state, whoever owns it. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeLong(visits);
        long[] hashes = new long[items.size()];
        items.long2IntEntrySet().fastForEach(entry -> hashes[entry.getIntValue()] = entry.getLongKey());
        out.writeInt(hashes.length);
        for (long hash : hashes) {
            out.writeLong(hash);
        }
        out.writeInt(entities.size());
        for (Long2ObjectMap.Entry<EntityHistory> entry : entities.long2ObjectEntrySet()) {
            out.writeLong(entry.getLongKey());
            entry.getValue().save(out);
        }
        for (int i = 0; i < floors.size(); i++) {
            floors.get(i).save(out);
            scores.get(i).save(out);
            byItemAge.get(i).save(out);
        }
    }

    /** Takes a saved state in place of its own, whatever it has seen. */
    public void restore(DataInput in) throws IOException {
        int format = in.readInt();
        if (format != FORMAT) {
            throw new IOException("floors: saved in format " + format + ", this reads " + FORMAT);
        }
        visits = in.readLong();
        items.clear();
        int known = size(in);
        for (int i = 0; i < known; i++) {
            items.put(in.readLong(), i);
        }
        entities.clear();
        int seen = size(in);
        for (int i = 0; i < seen; i++) {
            entities.put(in.readLong(), EntityHistory.restored(in));
        }
        for (int i = 0; i < floors.size(); i++) {
            floors.get(i).restore(in);
            scores.get(i).restore(in);
            byItemAge.get(i).restore(in);
        }
    }

    /** Reads a length. */
    static int size(DataInput in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > MAX_SIZE) {
            throw new IOException("floors: a length of " + size);
        }
        return size;
    }

    private int[] excluded(EntityHistory history, int item) {
        int last = history.visit(0);
        if (config.itemsComeAgain()) {
            return last == item ? NONE : new int[] {last};
        }
        int place = history.placeOf(item);
        int[] excluded = new int[history.items() - (place < 0 ? 0 : 1)];
        for (int i = 0, to = 0; i < history.items(); i++) {
            if (i != place) {
                excluded[to++] = history.item(i);
            }
        }
        return excluded;
    }

    private EntityHistory historyOf(long entity) {
        EntityHistory history = entities.getAndMoveToLast(entity);
        if (history == null) {
            if (entities.size() >= config.maxEntities()) {
                entities.removeFirst();
            }
            history = new EntityHistory();
            entities.put(entity, history);
        }
        return history;
    }
}
