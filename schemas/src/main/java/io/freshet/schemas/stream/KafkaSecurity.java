package io.freshet.schemas.stream;

import io.freshet.config.ConfigException;
import io.freshet.config.Fault;
import io.freshet.config.Secret;
import io.freshet.config.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * How clients and brokers know each other. Secrets go to the clients as {@code ${env:NAME}}, and each client looks them up
 * in the environment of its own process: the job that Flink keeps and sends about holds none.
 *
 * @param username for SASL's PLAIN and SCRAM, with {@code password}
 * @param jaas in place of both, for any mechanism
 * @param truststore of the brokers' certificates, PEM or PKCS12; null means Java's own
 * @param keystore with this client's certificate and key, where brokers ask for one
 */
public record KafkaSecurity(
        Protocol protocol,
        Mechanism mechanism,
        @Nullable String username,
        @Nullable Secret password,
        @Nullable Secret jaas,
        @Nullable String truststore,
        @Nullable Secret truststorePassword,
        @Nullable String keystore,
        @Nullable Secret keystorePassword) {

    /** What goes over the wire. */
    public enum Protocol {
        PLAINTEXT,
        SSL,
        SASL_PLAINTEXT,
        SASL_SSL;

        boolean isSasl() {
            return this == SASL_PLAINTEXT || this == SASL_SSL;
        }

        boolean isSsl() {
            return this == SSL || this == SASL_SSL;
        }
    }

    /** How a client proves who it is. */
    public enum Mechanism {
        PLAIN("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule"),
        SCRAM_SHA_256("SCRAM-SHA-256", "org.apache.kafka.common.security.scram.ScramLoginModule"),
        SCRAM_SHA_512("SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule"),
        OAUTHBEARER("OAUTHBEARER", ""),
        GSSAPI("GSSAPI", "");

        private final String kafkaName;
        private final String loginModule;

        Mechanism(String kafkaName, String loginModule) {
            this.kafkaName = kafkaName;
            this.loginModule = loginModule;
        }
    }

    static KafkaSecurity read(Section section) {
        KafkaSecurity security = new KafkaSecurity(
                section.choice("protocol", Protocol.class, Protocol.PLAINTEXT),
                section.choice("mechanism", Mechanism.class, Mechanism.SCRAM_SHA_512),
                section.optionalString("username"),
                section.secret("password"),
                section.secret("jaas"),
                section.optionalString("truststore"),
                section.secret("truststore-password"),
                section.optionalString("keystore"),
                section.secret("keystore-password"));
        security.check(section);
        return security;
    }

    private void check(Section section) {
        boolean named = username != null && password != null;
        if (protocol.isSasl() && jaas == null && !(named && !mechanism.loginModule.isEmpty())) {
            String hint = mechanism.loginModule.isEmpty() ? "jaas: ${env:NAME} holds it" : "or jaas for another login";
            section.fault("username", "be given with password", named ? "another mechanism" : "not both", hint);
        }
        if (username != null && (username.indexOf('"') >= 0 || username.indexOf('\\') >= 0)) {
            section.fault("username", "hold no quote and no backslash", username, "");
        }
        if (!protocol.isSasl() && (username != null || password != null || jaas != null)) {
            section.fault("protocol", "be sasl-ssl or sasl-plaintext", name(protocol), "there is a login");
        }
        if (!protocol.isSsl() && (truststore != null || keystore != null)) {
            section.fault("protocol", "be ssl or sasl-ssl", name(protocol), "there is a key store");
        }
    }

    private static String name(Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What every Kafka client is told, of whichever kind. */
    public Map<String, String> clientProperties() {
        if (protocol == Protocol.PLAINTEXT) {
            return Map.of();
        }
        Map<String, String> properties = new HashMap<>();
        properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol.name());
        properties.put("config.providers", "env");
        properties.put("config.providers.env.class", EnvVarConfigProvider.class.getName());
        if (protocol.isSasl()) {
            properties.put(SaslConfigs.SASL_MECHANISM, mechanism.kafkaName);
            properties.put(SaslConfigs.SASL_JAAS_CONFIG, jaas == null ? login() : jaas.toString());
        }
        put(properties, truststore, truststorePassword, "ssl.truststore");
        put(properties, keystore, keystorePassword, "ssl.keystore");
        if (keystore != null && keystorePassword != null) {
            properties.put(SslConfigs.SSL_KEY_PASSWORD_CONFIG, keystorePassword.toString());
        }
        return properties;
    }

    private String login() {
        return "%s required username=\"%s\" password=\"%s\";".formatted(mechanism.loginModule, username, password);
    }

    private static void put(Map<String, String> to, @Nullable String file, @Nullable Secret password, String prefix) {
        if (file != null) {
            to.put(prefix + ".location", file);
            to.put(prefix + ".type", file.endsWith(".pem") || file.endsWith(".crt") ? "PEM" : "PKCS12");
            if (password != null) {
                to.put(prefix + ".password", password.toString());
            }
        }
    }

    /**
     * Looks whether this process can be a client.
     *
     * @throws ConfigException where its environment lacks a secret
     */
    public void requireSecrets() {
        List<Fault> faults = new ArrayList<>();
        secrets().forEach((key, secret) -> {
            String value = secret.value();
            boolean quoted = key.equals("password") && value != null && (value.contains("\"") || value.contains("\\"));
            if (value == null || quoted) {
                String got = value == null ? "no environment variable " + secret.variable() : "one that does";
                String must = value == null ? "be in the environment" : "hold no quote and no backslash";
                faults.add(new Fault("environment", 0, "kafka.security." + key, must, got, ""));
            }
        });
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
    }

    private Map<String, Secret> secrets() {
        Map<String, Secret> secrets = new TreeMap<>();
        add(secrets, "password", password);
        add(secrets, "jaas", jaas);
        add(secrets, "truststore-password", truststorePassword);
        add(secrets, "keystore-password", keystorePassword);
        return secrets;
    }

    private static void add(Map<String, Secret> to, String key, @Nullable Secret secret) {
        if (secret != null) {
            to.put(key, secret);
        }
    }
}
