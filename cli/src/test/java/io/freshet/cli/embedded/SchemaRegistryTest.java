package io.freshet.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRegistryTest {
    private static final String ID = """
            {"type":"record","name":"Event","fields":[{"name":"id","type":"string"}]}""";
    private static final String WITH_PRICE = """
            {"type":"record","name":"Event","fields":[{"name":"id","type":"string"},{"name":"price","type":"double"}]}""";
    private static final String WITH_DEFAULT = """
            {"type":"record","name":"Event","fields":[{"name":"id","type":"string"},
             {"name":"price","type":"double","default":0}]}""";
    private static final String EMPTY = """
            {"type":"record","name":"Event","fields":[]}""";

    @TempDir
    Path directory;

    @Test
    void sameSchemaHasOneIdAcrossSubjectsAndLayouts() {
        SchemaRegistry registry = open();

        int first = registry.register("a-value", ID).id();
        int again = registry.register("a-value", ID.replace(",", ",\n  ")).id();
        int elsewhere = registry.register("b-value", ID).id();

        assertThat(List.of(again, elsewhere)).containsOnly(first);
        assertThat(registry.versions("a-value")).containsExactly(1);
        assertThat(registry.uses(first))
                .extracting(SchemaRegistry.Registered::subject)
                .containsExactly("a-value", "b-value");
    }

    @Test
    void remembersEverythingAfterRestart() {
        SchemaRegistry before = open();
        int id = before.register("a-value", ID).id();
        before.register("a-value", WITH_DEFAULT);
        before.setLevel("a-value", CompatibilityLevel.FULL);

        SchemaRegistry after = open();

        assertThat(after.schema(id)).isEqualTo(before.schema(id));
        assertThat(after.versions("a-value")).containsExactly(1, 2);
        assertThat(after.ownLevel("a-value")).isEqualTo(CompatibilityLevel.FULL);
        assertThat(after.register("b-value", EMPTY).id()).isEqualTo(3);
    }

    @Test
    void keepsTheOldFileWhenTheNewOneWasCutShort() throws Exception {
        open().register("a-value", ID);
        Files.writeString(directory.resolve("schemas.json.next"), "{\"schemas\":{\"1");

        assertThat(open().versions("a-value")).containsExactly(1);
    }

    /** Adding a field without a default, one with, and leaving one out, at every level. */
    @ParameterizedTest
    @CsvSource({
        "NONE, true, true, true",
        "BACKWARD, false, true, true",
        "FORWARD, true, true, false",
        "FULL, false, true, false",
        "BACKWARD_TRANSITIVE, false, true, true",
        "FORWARD_TRANSITIVE, true, true, false",
        "FULL_TRANSITIVE, false, true, false"
    })
    void levelsDecideWhichSchemaMayFollow(
            CompatibilityLevel level, boolean newField, boolean newFieldWithDefault, boolean lostField) {
        SchemaRegistry registry = open();
        registry.register("a-value", ID);
        registry.setLevel("", level);

        assertThat(registry.objections("a-value", "latest", WITH_PRICE).isEmpty())
                .isEqualTo(newField);
        assertThat(registry.objections("a-value", "latest", WITH_DEFAULT).isEmpty())
                .isEqualTo(newFieldWithDefault);
        assertThat(registry.objections("a-value", "latest", EMPTY).isEmpty()).isEqualTo(lostField);
    }

    @Test
    void transitiveLevelsLookFurtherBackThanTheLatest() {
        SchemaRegistry registry = open();
        registry.register("a-value", EMPTY);
        registry.setLevel("a-value", CompatibilityLevel.NONE);
        registry.register("a-value", WITH_PRICE);

        registry.setLevel("a-value", CompatibilityLevel.BACKWARD);
        assertThat(registry.register("a-value", ID).version()).isEqualTo(3);

        registry.setLevel("a-value", CompatibilityLevel.BACKWARD_TRANSITIVE);
        assertThatThrownBy(() -> registry.register("a-value", ID.replace("\"id\"", "\"other\"")))
                .isInstanceOfSatisfying(
                        RegistryFault.class, fault -> assertThat(fault.status()).isEqualTo(409));
    }

    @Test
    void deletedSubjectHidesButItsNumbersGoOnAndItsIdsStayReadable() {
        SchemaRegistry registry = open();
        int id = registry.register("a-value", ID).id();

        assertThat(registry.delete("a-value", false)).containsExactly(1);

        assertThat(registry.subjects(false)).isEmpty();
        assertThat(registry.subjects(true)).containsExactly("a-value");
        assertThat(registry.schema(id)).contains("Event");
        SchemaRegistry.Registered again = registry.register("a-value", ID);
        assertThat(again.version()).isEqualTo(2);
        assertThat(again.id()).isEqualTo(id);
    }

    @Test
    void permanentDeletionComesSecond() {
        SchemaRegistry registry = open();
        registry.register("a-value", ID);

        assertThatThrownBy(() -> registry.delete("a-value", true))
                .isInstanceOfSatisfying(
                        RegistryFault.class, fault -> assertThat(fault.code()).isEqualTo(40405));
        registry.delete("a-value", false);
        assertThat(registry.delete("a-value", true)).containsExactly(1);
        assertThat(registry.subjects(true)).isEmpty();
    }

    private SchemaRegistry open() {
        return SchemaRegistry.open(directory.resolve("schemas.json"));
    }
}
