package io.freshet.cli.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** What a subject's next schema owes to the ones before it: who must still be able to read whose records. */
enum CompatibilityLevel {
    /** Anything goes. */
    NONE(false, false, false),
    /** New readers read the latest records. */
    BACKWARD(true, false, false),
    /** New readers read all records. */
    BACKWARD_TRANSITIVE(true, false, true),
    /** The latest readers read new records. */
    FORWARD(false, true, false),
    /** All readers read new records. */
    FORWARD_TRANSITIVE(false, true, true),
    /** Both ways, against the latest. */
    FULL(true, true, false),
    /** Both ways, against all. */
    FULL_TRANSITIVE(true, true, true);

    private final boolean newReadsOld;
    private final boolean oldReadsNew;
    private final boolean transitive;

    CompatibilityLevel(boolean newReadsOld, boolean oldReadsNew, boolean transitive) {
        this.newReadsOld = newReadsOld;
        this.oldReadsNew = oldReadsNew;
        this.transitive = transitive;
    }

    static CompatibilityLevel parse(String text) {
        for (CompatibilityLevel level : values()) {
            if (level.name().equals(text.toUpperCase(Locale.ROOT))) {
                return level;
            }
        }
        throw RegistryFault.invalidLevel(text);
    }

    /** Why a schema may not follow these (oldest first); empty where it may. */
    List<String> objections(Schema next, List<Schema> before) {
        List<Schema> compared =
                transitive || before.isEmpty() ? before : before.subList(before.size() - 1, before.size());
        List<String> objections = new ArrayList<>();
        for (Schema old : compared) {
            if (newReadsOld) {
                objections.addAll(objections("new schema cannot read old records", next, old));
            }
            if (oldReadsNew) {
                objections.addAll(objections("old schema cannot read new records", old, next));
            }
        }
        return objections;
    }

    private static List<String> objections(String what, Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult();
        if (result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE) {
            return List.of();
        }
        return result.getIncompatibilities().stream()
                .map(i -> "%s: %s at %s (%s)".formatted(what, i.getType(), i.getLocation(), i.getMessage()))
                .toList();
    }
}
