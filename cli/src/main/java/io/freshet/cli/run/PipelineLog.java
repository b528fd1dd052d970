package io.freshet.cli.run;

import static java.util.Objects.requireNonNull;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.embedded.LogAddress;
import io.freshet.cli.embedded.LogProcess;
import io.freshet.schemas.stream.StreamConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log that a pipeline runs on: the user's own Kafka, or the embedded one, which is started if need be. */
public final class PipelineLog implements AutoCloseable {
    private final StreamConfig stream;
    private final @Nullable LogProcess embedded;

    private PipelineLog(StreamConfig stream, @Nullable LogProcess embedded) {
        this.stream = stream;
        this.embedded = embedded;
    }

    public static PipelineLog open(StreamConfig stream, DataDirectory directory) {
        if (!stream.kafka().isEmbedded()) {
            stream.kafka().security().requireSecrets();
            return new PipelineLog(stream, null);
        }
        LogProcess process = LogProcess.use(directory.path());
        LogAddress address = process.address();
        return new PipelineLog(stream.at(address.bootstrapServers(), address.registryUrl()), process);
    }

    /** The stream with the addresses of the log in it. */
    public StreamConfig stream() {
        return stream;
    }

    public String bootstrapServers() {
        return requireNonNull(stream.kafka().bootstrapServers(), "bootstrapServers is null");
    }

    String registryUrl() {
        return requireNonNull(stream.kafka().registry(), "registry is null");
    }

    boolean isEmbedded() {
        return embedded != null;
    }

    /** Creates the topics that are missing, and returns their names. */
    public List<String> createTopics() {
        try (PipelineTopics topics = new PipelineTopics(stream.kafka())) {
            return topics.create(PipelineTopics.specs(stream));
        }
    }

    /** The embedded log ends with its last user. */
    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
