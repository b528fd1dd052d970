package io.freshet.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.freshet.config.ConfigException;
import io.freshet.config.Section;
import io.freshet.config.YamlFile;
import io.freshet.serving.ServingConfig;
import io.freshet.serving.http.Sources.Readiness;
import io.freshet.serving.map.MapView;
import io.freshet.serving.shard.Placement;
import io.freshet.serving.view.Embeddings;
import io.freshet.serving.view.ItemCatalogue;
import io.freshet.serving.view.MetricHistory;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build gives tests the environment variable FRESHET_TEST_SECRET. */
class AccessTest {
    private static final String SECRET = System.getenv("FRESHET_TEST_SECRET");
    private static final String STATUS = "/v1/status";

    @TempDir
    Path directory;

    @Test
    void withoutKeysEverybodyMayAsk() throws Exception {
        try (ServingServer server = server("port: 0")) {
            assertThat(get(server, STATUS, "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withKeysOnlyWhoBringsOneIsAnswered() throws Exception {
        try (ServingServer server = server("port: 0, api-keys: '${env:FRESHET_TEST_SECRET}'")) {
            for (String none : List.of("", "Bearer", "Bearer nonsense", "Basic !", "Basic " + base64("x:y"), SECRET)) {
                HttpResponse<String> refused = get(server, STATUS, none);
                assertThat(refused.statusCode()).as(none).isEqualTo(401);
                assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
                assertThat(refused.body()).doesNotContain(SECRET);
            }
            assertThat(get(server, "/", "").statusCode()).isEqualTo(401);
            assertThat(get(server, "/metrics", "").statusCode()).isEqualTo(401);
            assertThat(get(server, "/nowhere", "").statusCode()).isEqualTo(401);
            assertThat(get(server, STATUS, "Bearer " + SECRET).statusCode()).isEqualTo(200);
            assertThat(get(server, STATUS, "Basic " + base64("any:" + SECRET)).statusCode())
                    .isEqualTo(200);
            assertThat(get(server, "/healthz", "").statusCode()).isEqualTo(200);
            assertThat(get(server, "/readyz", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void originsAreAllowedByNameOnly() throws Exception {
        try (ServingServer closed = server("port: 0");
                ServingServer open = server("port: 0, cors-origins: [https://shop.example]")) {
            assertThat(allowed(closed, "https://shop.example")).isEmpty();
            assertThat(allowed(open, "https://shop.example")).containsExactly("https://shop.example");
            assertThat(allowed(open, "https://evil.example")).isEmpty();
        }
    }

    @Test
    void tlsAnswersWithTheKeyStoresCertificate() throws Exception {
        Path keystore = keystore();
        String yaml = "port: 0, tls: {keystore: '%s', keystore-password: '${env:FRESHET_TEST_SECRET}'}";
        try (ServingServer server = server(yaml.formatted(keystore))) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(keystore)).build();
            URI secure = URI.create("https://localhost:" + server.port() + STATUS);
            assertThat(client.send(HttpRequest.newBuilder(secure).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            URI plain = URI.create("http://localhost:" + server.port() + STATUS);
            assertThatThrownBy(() -> client.send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString()))
                    .isInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void instancesSpeakTlsToEachOtherAndTrustTheirOwnCertificate() throws Exception {
        Path keystore = keystore();
        String yaml = "port: 0, advertised: 'localhost:1', api-keys: '${env:FRESHET_TEST_SECRET}',"
                + " tls: {keystore: '" + keystore + "', keystore-password: '${env:FRESHET_TEST_SECRET}'}";
        try (ServingServer having = server(yaml, Placement.ALONE)) {
            URI url = URI.create("https://localhost:" + having.port());
            try (ServingServer asking = server(yaml, nobodyHereBut(url))) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("https://localhost:" + asking.port() + "/v1/embeddings/entity/ann"))
                        .header("Authorization", "Bearer " + SECRET)
                        .build();
                HttpResponse<String> answer = HttpClient.newBuilder()
                        .sslContext(trusting(keystore))
                        .build()
                        .send(request, BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(404); // of the other, which has nobody
                assertThat(answer.body()).contains("must be of an entity that has an embedding");
            }
        }
    }

    private static Placement nobodyHereBut(URI other) {
        return new Placement() {
            @Override
            public boolean isHere(String entity) {
                return false;
            }

            @Override
            public boolean isWhole() {
                return true;
            }

            @Override
            public List<URI> holders(String entity) {
                return List.of(other);
            }

            @Override
            public List<URI> others() {
                return List.of(other);
            }
        };
    }

    @Test
    void aSecretInTheFileIsAFaultThatDoesNotRepeatIt() {
        Section root = YamlFile.parse("serving: {api-keys: hunter2hunter2hunter2}", "shop.yaml", Map.of());
        ServingConfig.read(root.section("serving"));

        assertThatThrownBy(root::throwIfAny)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("serving.api-keys: must be ${env:NAME}")
                .hasMessageNotContaining("hunter2");
        assertThat(root.resolved().toString()).doesNotContain("hunter2");
    }

    @Test
    void keysThatAreNotInTheEnvironmentAreAFault() {
        assertThatThrownBy(() -> server("port: 0, api-keys: '${env:NOT_THERE}'"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("serving.api-keys: must be in the environment, got no variable NOT_THERE");
    }

    private static ServingServer server(String yaml) {
        return server(yaml, Placement.ALONE);
    }

    private static ServingServer server(String yaml, Placement placement) {
        Section root = YamlFile.parse("serving: {" + yaml + "}", "test", Map.of());
        ServingConfig config = ServingConfig.read(root.section("serving"));
        root.throwIfAny();
        ServingServer server = new ServingServer(
                config,
                new Sources(
                        "shop",
                        false,
                        Embeddings.exact(),
                        new ItemCatalogue(),
                        entity -> Set.of(),
                        new MetricHistory(10),
                        new MapView(),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        () -> Readiness.READY,
                        placement));
        server.start();
        return server;
    }

    private static HttpResponse<String> get(ServingServer server, String path, String authorization) throws Exception {
        return send(server, path, "Authorization", authorization);
    }

    private static List<String> allowed(ServingServer server, String origin) throws Exception {
        return send(server, STATUS, "Origin", origin).headers().allValues("Access-Control-Allow-Origin");
    }

    private static HttpResponse<String> send(ServingServer server, String path, String header, String value)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (!value.isEmpty()) {
            request.header(header, value);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path keystore() throws Exception {
        Path keystore = directory.resolve("serving.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "serving",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keystore.toString(),
                        "-storepass",
                        SECRET)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return keystore;
    }

    private static SSLContext trusting(Path keystore) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            store.load(in, SECRET.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("serving", store.getCertificate("serving"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
