package io.freshet.cli.doctor;

import io.freshet.schemas.message.EventCodec;
import io.freshet.schemas.stream.StreamConfig;
import io.freshet.schemas.wire.RegistryClient;
import io.freshet.schemas.wire.RegistryException;
import java.util.List;

/** The schema registry, and whether it would take the pipeline's events. */
final class RegistryCheck {
    private final StreamConfig stream;

    RegistryCheck(StreamConfig stream) {
        this.stream = stream;
    }

    List<Finding> findings() {
        String subject = stream.topics().events() + "-value";
        try {
            RegistryClient registry =
                    new RegistryClient(String.valueOf(stream.kafka().registry()));
            if (registry.isCompatible(subject, new EventCodec(stream).schema())) {
                return List.of(Finding.ok("registry", "answers, and takes the events' schema"));
            }
            return List.of(Finding.fault(
                    "fields",
                    "fit the events written so far (" + subject + ")",
                    "a schema that cannot read them",
                    "keep the fields' types, or use another kafka.namespace"));
        } catch (RegistryException e) {
            String todo = "is it running, and is kafka.registry its address and login?";
            return List.of(Finding.fault("registry", "answer", String.valueOf(e.getMessage()), todo));
        }
    }
}
