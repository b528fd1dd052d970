package io.freshet.ingest.file;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar for a replay. */
public final class ReplayBar implements ReplayListener, AutoCloseable {
    private static final int UPDATE_MS = 200;

    private final ProgressBar bar;

    public ReplayBar(String task) {
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(" MB", 1 << 20)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MS)
                .setInitialMax(-1)
                .build();
    }

    @Override
    public void advanced(Progress progress) {
        if (progress.totalBytes() >= 0) {
            bar.maxHint(progress.totalBytes());
        }
        bar.stepTo(progress.bytes());
        bar.setExtraMessage(" %,d rows".formatted(progress.rows()));
    }

    @Override
    public void close() {
        bar.close();
    }
}
