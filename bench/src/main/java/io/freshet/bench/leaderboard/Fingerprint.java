package io.freshet.bench.leaderboard;

import io.freshet.ingest.IngestConfig;
import io.freshet.learner.training.OnlineLearner;
import io.freshet.model.encoder.EventEncoder;
import io.freshet.schemas.stream.StreamConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a result depends on, as one number: texts, files and classes, each told apart from the next. */
final class Fingerprint {
    /** One class of each module that a score depends on: what reads the events, what they are, and what learns. */
    private static final List<Class<?>> MODULES =
            List.of(OnlineLearner.class, EventEncoder.class, StreamConfig.class, IngestConfig.class);

    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    Fingerprint text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
        return this;
    }

    Fingerprint texts(Map<String, String> texts) {
        text(Integer.toString(texts.size()));
        texts.forEach((name, value) -> text(name).text(value));
        return this;
    }

    /** A file's size and content; of a folder, the names and contents of all files in it. */
    Fingerprint content(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            text(Long.toString(Files.size(path)));
            try (InputStream in = Files.newInputStream(path)) {
                byte[] part = new byte[1 << 16];
                for (int n = in.read(part); n >= 0; n = in.read(part)) {
                    digest.update(part, 0, n);
                }
            }
            return this;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text(path.relativize(file).toString()).content(file);
            }
        }
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of the classes that scores depend on, in jars or folders of the class path. */
    static String ofClasses() throws IOException {
        Fingerprint all = new Fingerprint();
        for (Class<?> each : MODULES) {
            all.content(place(each));
        }
        return all.hex();
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException("no place of " + type, e));
        }
    }
}
