package io.freshet.schemas.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigException;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The build gives tests the environment variable FRESHET_TEST_SECRET. */
class KafkaSecurityTest {
    private static final String SECURED =
            "bootstrap-servers: 'b:1', registry: 'http://r:1', security: {protocol: sasl-ssl, username: ann, password: "
                    + "'${env:FRESHET_TEST_SECRET}', truststore: /ca.pem, keystore: /k.p12, keystore-password: "
                    + "'${env:FRESHET_TEST_SECRET}'}";

    @Test
    void clientsAreToldSecretsByNameAndLookThemUp() {
        Map<String, Object> told = read(SECURED).clientProperties();

        assertThat(told)
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("ssl.keystore.type", "PKCS12");
        assertThat(told.toString()).doesNotContain(System.getenv("FRESHET_TEST_SECRET"));
        Password login = new AdminClientConfig(told).getPassword("sasl.jaas.config");
        assertThat(login.value())
                .isEqualTo(
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"ann\" password=\""
                                + System.getenv("FRESHET_TEST_SECRET") + "\";");
    }

    @Test
    void withoutSecurityClientsAreToldTheAddressAlone() {
        assertThat(read("bootstrap-servers: 'b:1', registry: 'http://r:1'").clientProperties())
                .containsExactly(Map.entry("bootstrap.servers", "b:1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "protocol: sasl-ssl | kafka.security.username: must be given with password, got not both",
                "protocol: sasl-ssl, username: a, password: hunter2 | kafka.security.password: must be ${env:NAME}",
                "protocol: ssl, username: a | kafka.security.protocol: must be sasl-ssl or sasl-plaintext, got ssl",
                "truststore: /ca.pem | kafka.security.protocol: must be ssl or sasl-ssl, got plaintext",
                "protocol: sasl-ssl, mechanism: gssapi, username: a, password: '${env:A}' | got another mechanism",
                "protocol: tls | kafka.security.protocol: must be one of plaintext, ssl, sasl-plaintext, sasl-ssl",
            })
    void faultsSayWhatMustBe(String yaml, String sentence) {
        assertThatThrownBy(() -> read("bootstrap-servers: 'b:1', registry: 'http://r:1', security: {" + yaml + "}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aLoginInTheRegistrysAddressIsAFaultThatDoesNotRepeatIt() {
        assertThatThrownBy(() -> read("bootstrap-servers: 'b:1', registry: 'https://ann:hunter2@r:1'"))
                .hasMessageContaining("kafka.registry: must be an http(s) URL, got one with a login in it")
                .hasMessageNotContaining("hunter2");
        read("bootstrap-servers: 'b:1', registry: 'https://${env:LOGIN}@r:1/apis/ccompat/v7'");
    }

    @Test
    void secretsThatAreNotInTheEnvironmentAreFaults() {
        KafkaConfig kafka = read(SECURED.replace("FRESHET_TEST_SECRET", "NOT_THERE"));

        assertThatThrownBy(() -> kafka.security().requireSecrets())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("kafka.security.password: must be in the environment")
                .hasMessageContaining("kafka.security.keystore-password: must be in the environment");
        read(SECURED).security().requireSecrets();
    }

    private static KafkaConfig read(String kafka) {
        Section root = YamlFile.parse("kafka: {" + kafka + "}", "shop.yaml", Map.of());
        KafkaConfig config = KafkaConfig.read(root.section("kafka"), "shop");
        root.throwIfAny();
        return config;
    }
}
