package io.freshet.ingest;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final Patience patience = new Patience();

    @Test
    void replacesAThreadAFewTimesAndThenGivesUpWithTheReason() {
        for (int n = 0; n < Patience.REPLACEMENTS; n++) {
            assertThat(patience.handle(new StreamsException("outer", new IllegalStateException("inner " + n))))
                    .isEqualTo(REPLACE_THREAD);
        }
        assertThat(patience.gaveUp()).isNotDone();
        assertThat(patience.handle(new StreamsException("last"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(patience.gaveUp()).isCompletedExceptionally();
        assertThat(patience.restarts()).isEqualTo(Patience.REPLACEMENTS);
        assertThat(patience.lastFault()).contains("last");
    }

    @Test
    void givesUpAtOnceWhereOnlyAPersonCanHelp() {
        assertThat(patience.handle(new StreamsException("outer", new TopicAuthorizationException("events"))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(patience.gaveUp()).isCompletedExceptionally();
    }
}
