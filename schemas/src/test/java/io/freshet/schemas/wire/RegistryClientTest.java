package io.freshet.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryClientTest {
    private static final Schema SCHEMA =
            SchemaBuilder.record("Seen").fields().requiredString("id").endRecord();

    private final StubRegistry registry = StubRegistry.start();
    private final RegistryClient client = new RegistryClient(registry.url());

    @AfterEach
    void stop() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<html>Welcome to the proxy</html>", "{", "{\"id\": \"seven\"}", "{\"id\": 1e99}", "[]", ""})
    void anAnswerThatIsNoRegistrysIsToldAtOnce(String nonsense) {
        registry.answerAll(nonsense);

        assertThatThrownBy(() -> client.register("seen", SCHEMA))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(registry.url());
        assertThat(registry.calls())
                .as("asked once, for it will not get better")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"schema\": \"\"}", "{\"schema\": \"{}\"}", "{\"schema\": \"{\\\"type\\\": 7}\"}", "{}"})
    void aSchemaThatIsNotAvroIsToldAsSuch(String answer) {
        registry.answerAll(answer);

        assertThatThrownBy(() -> client.byId(1))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.status()).isEqualTo(422));
    }

    @Test
    void knowsWhetherThereIsASubject() {
        assertThat(client.hasSubject("seen")).isFalse();
        client.register("seen", SCHEMA);
        assertThat(client.hasSubject("seen")).isTrue();
    }
}
