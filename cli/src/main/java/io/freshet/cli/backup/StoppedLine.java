package io.freshet.cli.backup;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.embedded.LockFile;
import io.freshet.cli.embedded.LogProcess;
import io.freshet.cli.run.UserMistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A data directory in which nothing is at work, and nothing can begin, until this is closed. */
final class StoppedLine implements AutoCloseable {
    private static final List<String> APPLICATIONS = List.of("serving", "ingest", "learner");

    private final List<LockFile> held = new ArrayList<>();

    private StoppedLine() {}

    /** @throws UserMistake where something is at work */
    static StoppedLine hold(DataDirectory directory) {
        StoppedLine line = new StoppedLine();
        try {
            for (String application : APPLICATIONS) {
                line.held.add(LockFile.tryExclusive(directory.applicationLock(application))
                        .orElseThrow(() -> atWork(application, directory)));
            }
            Optional<LockFile> log = LogProcess.keepStopped(directory.path());
            line.held.add(log.orElseThrow(() -> atWork("log", directory)));
            return line;
        } catch (RuntimeException e) {
            line.close();
            throw e;
        }
    }

    private static UserMistake atWork(String part, DataDirectory directory) {
        return new UserMistake("This pipeline's " + part + " is at work in " + directory.path()
                + "; stop it in good order first, by Ctrl-C, so that its state is one cut");
    }

    @Override
    public void close() {
        held.forEach(LockFile::close);
        held.clear();
    }
}
