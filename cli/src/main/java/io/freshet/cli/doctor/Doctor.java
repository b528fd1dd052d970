package io.freshet.cli.doctor;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.embedded.LogAddress;
import io.freshet.cli.embedded.LogProcess;
import io.freshet.cli.run.Pipeline;
import io.freshet.config.ConfigException;
import io.freshet.config.Fault;
import io.freshet.schemas.stream.StreamConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that is found of a pipeline, at once: one thing that is away does not hide the next. */
public final class Doctor {
    private final Pipeline pipeline;
    private final DataDirectory directory;
    private final @Nullable String flink;

    /** @param flink address of a Flink cluster's REST interface; null where the learner runs in this process */
    public Doctor(Pipeline pipeline, DataDirectory directory, @Nullable String flink) {
        this.pipeline = pipeline;
        this.directory = directory;
        this.flink = flink;
    }

    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(secrets());
        StreamConfig stream = pipeline.stream();
        if (!stream.kafka().isEmbedded()) {
            findings.addAll(log(stream));
        } else {
            Optional<LogAddress> embedded = LogProcess.find(directory.path());
            if (embedded.isEmpty()) {
                findings.add(Finding.ok("log", "embedded, and not at work; 'freshet run' starts it with its topics"));
            } else {
                LogAddress at = embedded.get();
                findings.addAll(log(stream.at(at.bootstrapServers(), at.registryUrl())));
            }
        }
        findings.addAll(flink == null ? List.of() : new FlinkCheck(flink, pipeline).findings());
        findings.addAll(new FolderCheck(pipeline, directory, flink != null).findings());
        findings.addAll(new MachineCheck(pipeline).findings());
        return findings;
    }

    private List<Finding> log(StreamConfig stream) {
        List<Finding> findings =
                new ArrayList<>(new LogCheck(stream, pipeline.learner().publish()).findings());
        findings.addAll(new RegistryCheck(stream).findings());
        return findings;
    }

    private List<Finding> secrets() {
        try {
            pipeline.stream().kafka().security().requireSecrets();
            return List.of();
        } catch (ConfigException e) {
            List<Finding> findings = new ArrayList<>();
            for (Fault fault : e.faults()) {
                findings.add(
                        Finding.fault(fault.path(), fault.must(), fault.got(), "export it before you start anything"));
            }
            return findings;
        }
    }
}
