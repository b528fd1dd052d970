package io.freshet.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackpressureTest {
    private final AtomicLong done = new AtomicLong();
    private final CountDownLatch askedThrice = new CountDownLatch(3);
    private final Backpressure backpressure = new Backpressure(rows -> {
        askedThrice.countDown();
        return rows - done.get();
    });

    @Test
    void letsASourceGoOnThatIsNotFarAhead() {
        backpressure.await(Backpressure.MOST_BEHIND);
        assertThat(askedThrice.getCount()).isEqualTo(2);
    }

    @Test
    void holdsASourceUntilTheLineHasCaughtUp() throws Exception {
        CompletableFuture<Void> source = CompletableFuture.runAsync(() -> backpressure.await(30_000));
        assertThat(askedThrice.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(source).isNotDone();
        done.set(30_000 - Backpressure.MOST_BEHIND);
        source.get(30, TimeUnit.SECONDS);
    }

    @Test
    void letsGoOfASourceThatIsClosed() throws Exception {
        CompletableFuture<Void> source = CompletableFuture.runAsync(() -> backpressure.await(30_000));
        assertThat(askedThrice.await(30, TimeUnit.SECONDS)).isTrue();
        backpressure.close();
        source.get(30, TimeUnit.SECONDS);
        assertThat(done).hasValue(0);
    }
}
