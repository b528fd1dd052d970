package io.freshet.ingest.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The declared fields of one JSON object, picked out while it is read: what is not declared is skipped, not kept.
 * Values are String, Long, Double, Boolean, List or Map; null where absent.
 */
final class JsonFields {
    private static final int MAX_DEPTH = 200;

    // NaN in a field nobody asked for must not cost the record, and in one that is asked for the field type names it.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final Place root = new Place();
    private final @Nullable Object[] values;

    /** @param from for each field a key of the object, or a JSON pointer ("/user/id") */
    JsonFields(List<String> from) {
        values = new Object[from.size()];
        for (int slot = 0; slot < from.size(); slot++) {
            Place place = root;
            for (String step : steps(from.get(slot))) {
                place = place.children.computeIfAbsent(step, key -> new Place());
            }
            place.slots.add(slot);
        }
    }

    /** Reads one record; returns what is wrong with it, or null. */
    @Nullable
    String read(String json) {
        Arrays.fill(values, null);
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return "empty";
            }
            if (first != JsonToken.START_OBJECT) {
                return "not an object";
            }
            readInto(root, parser);
            return parser.nextToken() == null ? null : "more than one value in a record";
        } catch (JsonProcessingException e) {
            return reason(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string does no input or output
        }
    }

    @Nullable
    Object value(int slot) {
        return values[slot];
    }

    private void readInto(Place place, JsonParser parser) throws IOException {
        if (!place.slots.isEmpty()) {
            fill(place, tree(parser));
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                Place child = place.children.get(parser.currentName());
                parser.nextToken();
                if (child == null) {
                    parser.skipChildren();
                } else {
                    readInto(child, parser);
                }
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            int index = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                Place child = place.children.get(String.valueOf(index++));
                if (child == null) {
                    parser.skipChildren();
                } else {
                    readInto(child, parser);
                }
            }
        }
    }

    // For a field that is wanted whole, and fields within it, if any.
    private void fill(Place place, @Nullable Object value) {
        place.slots.forEach(slot -> values[slot] = value);
        place.children.forEach((step, child) -> fill(child, within(value, step)));
    }

    private static @Nullable Object within(@Nullable Object value, String step) {
        if (value instanceof Map<?, ?> map) {
            return map.get(step);
        }
        if (value instanceof List<?> list && step.matches("\\d{1,9}") && Integer.parseInt(step) < list.size()) {
            return list.get(Integer.parseInt(step));
        }
        return null;
    }

    private static @Nullable Object tree(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    map.put(key, tree(parser));
                }
                return map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(tree(parser));
                }
                return list;
            }
            case VALUE_STRING -> {
                return parser.getText();
            }
            case VALUE_NUMBER_INT -> {
                // Beyond a long the digits are kept as they stand: an id must not lose its last ones.
                return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? parser.getText()
                        : (Object) parser.getLongValue();
            }
            case VALUE_NUMBER_FLOAT -> {
                return parser.getDoubleValue();
            }
            case VALUE_TRUE -> {
                return Boolean.TRUE;
            }
            case VALUE_FALSE -> {
                return Boolean.FALSE;
            }
            default -> {
                return null;
            }
        }
    }

    private static String reason(JsonProcessingException e) {
        String message = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
        return e.getLocation() == null
                ? message
                : message + " (at character " + e.getLocation().getCharOffset() + ")";
    }

    private static List<String> steps(String from) {
        if (!from.startsWith("/")) {
            return List.of(from);
        }
        return Arrays.stream(from.substring(1).split("/", -1))
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    /** A place within the object that leads to fields, or is one. */
    private static final class Place {
        final Map<String, Place> children = new HashMap<>();
        final List<Integer> slots = new ArrayList<>();
    }
}
