package io.freshet.cli.run;

import io.freshet.cli.embedded.DataDirectory;
import io.freshet.cli.embedded.LockFile;

/** Sees to it that an application runs once on a data directory. */
final class ApplicationLock {

    private ApplicationLock() {}

    static LockFile take(DataDirectory directory, String application) {
        return LockFile.tryExclusive(directory.applicationLock(application))
                .orElseThrow(() -> new UserMistake("This pipeline's " + application + " is at work already, in "
                        + directory.path() + "; stop it first, or give another --data-dir"));
    }
}
