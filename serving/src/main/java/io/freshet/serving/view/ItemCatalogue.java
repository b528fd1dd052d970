package io.freshet.serving.view;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;

/** Every item seen, by id, and by the words of its name. */
public final class ItemCatalogue {
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** An item and what a search compares: its lower-case id and name. */
    private record Entry(Item item, String id, String name) {
        static Entry of(Item item) {
            return new Entry(
                    item, item.id().toLowerCase(Locale.ROOT), item.name().toLowerCase(Locale.ROOT));
        }
    }

    private record Match(Item item, int rank) {
        static final Comparator<Match> BEST_FIRST = Comparator.comparingInt(Match::rank)
                .thenComparingInt(match -> match.item.name().length())
                .thenComparing(match -> match.item.id());
    }

    public void put(Item item) {
        entries.put(item.id(), Entry.of(item));
    }

    /** Notes an item of which nothing but the id is known so far. */
    public void seen(String id) {
        if (!entries.containsKey(id)) { // most are known: spares computeIfAbsent's lock
            entries.putIfAbsent(id, Entry.of(Item.unnamed(id)));
        }
    }

    public boolean has(String id) {
        return entries.containsKey(id);
    }

    public Item get(String id) {
        Entry entry = entries.get(id);
        return entry == null ? Item.unnamed(id) : entry.item;
    }

    public int size() {
        return entries.size();
    }

    /** The items whose id or name contains every word of the text; the closest matches first. */
    public List<Item> find(String text, int limit) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        String[] words = wanted.split("\\s+");
        PriorityQueue<Match> worstFirst = new PriorityQueue<>(Match.BEST_FIRST.reversed());
        for (Entry entry : entries.values()) {
            int rank = rank(entry, wanted, words);
            if (rank >= 0) {
                worstFirst.add(new Match(entry.item, rank));
                if (worstFirst.size() > limit) {
                    worstFirst.poll();
                }
            }
        }
        return worstFirst.stream().sorted(Match.BEST_FIRST).map(Match::item).toList();
    }

    /** 0 for the very id, then the very name, names that start so, names with such words, the rest; -1 for no match. */
    private static int rank(Entry entry, String wanted, String[] words) {
        if (entry.id.equals(wanted)) {
            return 0;
        }
        if (entry.name.equals(wanted)) {
            return 1;
        }
        if (entry.name.startsWith(wanted)) {
            return 2;
        }
        if (!Arrays.stream(words).allMatch(word -> entry.name.contains(word) || entry.id.contains(word))) {
            return -1;
        }
        return (" " + entry.name).contains(" " + wanted) ? 3 : 4;
    }
}
