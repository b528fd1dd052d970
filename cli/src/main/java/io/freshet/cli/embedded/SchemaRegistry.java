package io.freshet.cli.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Subjects and their schema versions, with Confluent's rules: one id for one schema wherever it is registered. */
final class SchemaRegistry {
    private static final CompatibilityLevel DEFAULT_LEVEL = CompatibilityLevel.BACKWARD;

    /** A schema under a subject; {@code deleted} ones are hidden but keep their number. */
    record Version(int version, int id, boolean deleted) {}

    /** A schema with all that a client may ask about it. */
    record Registered(String subject, int version, int id, String schema) {}

    /** All there is; levels by subject, the empty subject's is everybody's. */
    record State(
            Map<Integer, String> schemas, Map<String, List<Version>> subjects, Map<String, CompatibilityLevel> levels) {
        static State empty() {
            return new State(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        }

        State copy() {
            return new State(new TreeMap<>(schemas), new TreeMap<>(subjects), new TreeMap<>(levels));
        }
    }

    private final SchemaFile file;
    private State state;

    private SchemaRegistry(SchemaFile file) {
        this.file = file;
        this.state = file.read();
    }

    static SchemaRegistry open(Path file) {
        return new SchemaRegistry(new SchemaFile(file));
    }

    synchronized List<String> subjects(boolean withDeleted) {
        return state.subjects().keySet().stream()
                .filter(subject -> withDeleted || !live(subject).isEmpty())
                .toList();
    }

    synchronized List<Integer> versions(String subject) {
        return required(subject).stream().map(Version::version).toList();
    }

    synchronized Registered version(String subject, String version) {
        return registered(subject, find(subject, version));
    }

    synchronized String schema(int id) {
        String schema = state.schemas().get(id);
        if (schema == null) {
            throw RegistryFault.schemaNotFound();
        }
        return schema;
    }

    /** Where a schema is in use, subject by subject. */
    synchronized List<Registered> uses(int id) {
        schema(id);
        return state.subjects().keySet().stream()
                .flatMap(subject ->
                        live(subject).stream().filter(v -> v.id() == id).map(v -> registered(subject, v)))
                .toList();
    }

    /** The version of a subject that has this schema. */
    synchronized Registered lookup(String subject, String schema) {
        List<Version> versions = required(subject);
        String canonical = parse(schema).toString();
        return versions.stream()
                .filter(v -> canonical.equals(state.schemas().get(v.id())))
                .reduce((earlier, later) -> later)
                .map(v -> registered(subject, v))
                .orElseThrow(RegistryFault::schemaNotFound);
    }

    /** Adds a schema to a subject, unless it is there already; it must be compatible at the subject's level. */
    synchronized Registered register(String subject, String text) {
        Schema schema = parse(text);
        String canonical = schema.toString();
        for (Version version : live(subject)) {
            if (canonical.equals(state.schemas().get(version.id()))) {
                return registered(subject, version);
            }
        }
        List<String> objections = level(subject).objections(schema, schemas(live(subject)));
        if (!objections.isEmpty()) {
            throw RegistryFault.incompatible(subject, String.join("; ", objections));
        }
        State next = state.copy();
        int id = idOf(canonical);
        next.schemas().put(id, canonical);
        List<Version> versions = new ArrayList<>(all(subject));
        Version added = new Version(versions.isEmpty() ? 1 : last(versions).version() + 1, id, false);
        versions.add(added);
        next.subjects().put(subject, List.copyOf(versions));
        save(next);
        return registered(subject, added);
    }

    /** Why a schema may not follow the given version of a subject, or all of them ({@code version} is null). */
    synchronized List<String> objections(String subject, @Nullable String version, String text) {
        Schema schema = parse(text);
        List<Version> before = version == null ? required(subject) : List.of(find(subject, version));
        return level(subject).objections(schema, schemas(before));
    }

    /** Hides a subject's versions, or, once hidden, forgets them; the schemas stay readable by id. */
    synchronized List<Integer> delete(String subject, boolean permanent) {
        return remove(subject, v -> true, permanent);
    }

    synchronized int deleteVersion(String subject, String version, boolean permanent) {
        int number = permanent ? number(version) : find(subject, version).version();
        return remove(subject, v -> v.version() == number, permanent).get(0);
    }

    /** A subject's own level; null where it follows the global one. */
    synchronized @Nullable CompatibilityLevel ownLevel(String subject) {
        return state.levels().get(subject);
    }

    synchronized CompatibilityLevel globalLevel() {
        return state.levels().getOrDefault("", DEFAULT_LEVEL);
    }

    synchronized void setLevel(String subject, CompatibilityLevel level) {
        State next = state.copy();
        next.levels().put(subject, level);
        save(next);
    }

    synchronized void clearLevel(String subject) {
        State next = state.copy();
        next.levels().remove(subject);
        save(next);
    }

    private List<Integer> remove(String subject, Predicate<Version> which, boolean permanent) {
        if (all(subject).isEmpty()) {
            throw RegistryFault.subjectNotFound(subject);
        }
        if (permanent && all(subject).stream().anyMatch(v -> which.test(v) && !v.deleted())) {
            throw RegistryFault.notSoftDeleted(subject);
        }
        List<Version> removed = all(subject).stream()
                .filter(v -> which.test(v) && v.deleted() == permanent)
                .toList();
        if (removed.isEmpty()) {
            throw RegistryFault.subjectNotFound(subject);
        }
        List<Version> left = new ArrayList<>(all(subject));
        if (permanent) {
            left.removeAll(removed);
        } else {
            left.replaceAll(v -> removed.contains(v) ? new Version(v.version(), v.id(), true) : v);
        }
        State next = state.copy();
        if (left.isEmpty()) {
            next.subjects().remove(subject);
        } else {
            next.subjects().put(subject, List.copyOf(left));
        }
        save(next);
        return removed.stream().map(Version::version).toList();
    }

    private void save(State next) {
        file.write(next);
        state = next;
    }

    private int idOf(String canonical) {
        for (Map.Entry<Integer, String> entry : state.schemas().entrySet()) {
            if (entry.getValue().equals(canonical)) {
                return entry.getKey();
            }
        }
        return state.schemas().keySet().stream().max(Integer::compare).orElse(0) + 1;
    }

    private CompatibilityLevel level(String subject) {
        return state.levels().getOrDefault(subject, globalLevel());
    }

    private List<Version> all(String subject) {
        return state.subjects().getOrDefault(subject, List.of());
    }

    private List<Version> live(String subject) {
        return all(subject).stream().filter(v -> !v.deleted()).toList();
    }

    private List<Version> required(String subject) {
        List<Version> versions = live(subject);
        if (versions.isEmpty()) {
            throw RegistryFault.subjectNotFound(subject);
        }
        return versions;
    }

    private Version find(String subject, String version) {
        List<Version> versions = required(subject);
        if (version.equals("latest") || version.equals("-1")) {
            return last(versions);
        }
        int number = number(version);
        return versions.stream()
                .filter(v -> v.version() == number)
                .findFirst()
                .orElseThrow(() -> RegistryFault.versionNotFound(number));
    }

    private Registered registered(String subject, Version version) {
        return new Registered(subject, version.version(), version.id(), schema(version.id()));
    }

    private List<Schema> schemas(List<Version> versions) {
        return versions.stream().map(v -> parse(schema(v.id()))).toList();
    }

    private static int number(String version) {
        try {
            int number = Integer.parseInt(version);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below: no number and a number out of range are one mistake
        }
        throw RegistryFault.invalidVersion(version);
    }

    private static Schema parse(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw RegistryFault.invalidSchema(String.valueOf(e.getMessage()));
        }
    }

    private static Version last(List<Version> versions) {
        return versions.get(versions.size() - 1);
    }
}
