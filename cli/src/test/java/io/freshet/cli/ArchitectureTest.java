package io.freshet.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may import whom; there is no file of exceptions. */
class ArchitectureTest {
    private static final List<String> MODULES =
            List.of("config", "schemas", "model", "ingest", "learner", "serving", "cli");
    private static final JavaClasses FRESHET = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.freshet");

    /** A module, and the modules it may import beside itself. */
    @ParameterizedTest
    @CsvSource({
        "config, ''",
        "schemas, config",
        "model, schemas config",
        "ingest, schemas config",
        "learner, model schemas config",
        "serving, model schemas config"
    })
    void modulesImportOnlyThoseBelowThem(String module, String below) {
        String[] others = MODULES.stream()
                .filter(other ->
                        !other.equals(module) && !List.of(below.split(" ")).contains(other))
                .map(other -> "io.freshet." + other + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("io.freshet." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(FRESHET);
    }

    /** learner: job -> operator -> training -> { objective, view, replay, evaluate }. */
    @ParameterizedTest
    @CsvSource({
        "operator, job",
        "training, job operator",
        "objective, job operator training",
        "view, job operator training",
        "replay, job operator training",
        "evaluate, job operator training"
    })
    void learnersPartsImportOnlyThoseBelowThem(String part, String above) {
        String[] packages = Stream.of(above.split(" "))
                .map(other -> "io.freshet.learner." + other + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("io.freshet.learner." + part + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .allowEmptyShould(true)
                .check(FRESHET);
    }

    @Test
    void onlyJobAndOperatorImportFlink() {
        classes()
                .that(resideInAPackage("io.freshet.."))
                .and(DescribedPredicate.not(
                        resideInAnyPackage("io.freshet.learner.job..", "io.freshet.learner.operator..")))
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("org.apache.flink..")
                .check(FRESHET);
    }

    @Test
    void onlyModelAndTrainingImportTheTensorEngine() {
        noClasses()
                .that()
                .resideInAPackage("io.freshet..")
                .and()
                .resideOutsideOfPackages(
                        "io.freshet.model..",
                        "io.freshet.learner.training..",
                        "io.freshet.learner.objective..",
                        "io.freshet.learner.replay..",
                        "io.freshet.learner.evaluate..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..")
                .check(FRESHET);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .that()
                .resideInAPackage("io.freshet..")
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Base")
                .check(FRESHET);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(FRESHET.getPackage("io.freshet").getSubpackagesInTree())
                .filteredOn(part -> !part.getClasses().isEmpty())
                .allMatch(part -> part.isAnnotatedWith(NullMarked.class));
    }

    /** Surefire silently skips what its patterns miss. */
    @Test
    void testsCarryTheSuffixThatRunsThem() throws Exception {
        JavaClasses tests;
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            tests = new ClassFileImporter()
                    .importPaths(modules.map(module -> module.resolve("target/test-classes"))
                            .filter(Files::isDirectory)
                            .toList());
        }

        methods()
                .that()
                .areAnnotatedWith("org.junit.jupiter.api.Test")
                .or()
                .areAnnotatedWith("org.junit.jupiter.params.ParameterizedTest")
                .should()
                .beDeclaredInClassesThat(resideInAPackage("..")
                        .and(DescribedPredicate.describe(
                                "are called …Test, …IT or, where others inherit them, …Contract",
                                type -> type.getSimpleName().matches(".*(Test|IT|Contract)")
                                        || type.getEnclosingClass().isPresent())))
                .check(tests);
    }
}
