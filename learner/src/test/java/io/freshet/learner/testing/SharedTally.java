package io.freshet.learner.testing;

import io.freshet.learner.training.Exchange;
import io.freshet.learner.training.StepResult;
import io.freshet.model.feature.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One of several learners that count events, and tell each other which they have had. */
public final class SharedTally extends TallyLearner {
    private static final int EVERY = 3;
    private static final int NAMES_A_PART = 10;

    private final boolean alone;
    private final Exchange exchange = new Side();
    private final List<String> round = new ArrayList<>();
    private int steps;
    private long underway;

    /** @param alone has nobody to tell, but hears what others had said when it is restored */
    public SharedTally(boolean alone) {
        this.alone = alone;
    }

    @Override
    public @Nullable Exchange exchange() {
        return alone ? null : exchange;
    }

    @Override
    public Exchange listener() {
        return exchange;
    }

    @Override
    public StepResult learn(List<Example> batch) {
        Set<String> before = Set.copyOf(timesLearnt().keySet());
        StepResult result = super.learn(batch);
        timesLearnt().keySet().stream().filter(name -> !before.contains(name)).forEach(round::add);
        steps++;
        return result;
    }

    private final class Side implements Exchange {
        @Override
        public boolean isDue() {
            return steps >= EVERY;
        }

        @Override
        public List<byte[]> endRound() {
            List<byte[]> parts = new ArrayList<>();
            for (int from = 0; from < round.size(); from += NAMES_A_PART) {
                parts.add(part(round.subList(from, Math.min(round.size(), from + NAMES_A_PART))));
            }
            round.clear();
            steps = 0;
            underway += parts.size();
            return parts;
        }

        private static byte[] part(List<String> names) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeInt(names.size());
                for (String name : names) {
                    out.writeUTF(name);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        @Override
        public void take(byte[] part) throws IOException {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(part));
            for (int n = in.readInt(); n > 0; n--) {
                timesLearnt().merge(in.readUTF(), 1, Integer::sum);
            }
        }

        @Override
        public void takeOwn(byte[] part) {
            underway--;
            if (underway < 0) {
                throw new IllegalStateException("a part came back that was not said");
            }
        }

        @Override
        public void begin() {
            underway = 0;
        }

        @Override
        public void save(DataOutput out) throws IOException {
            out.writeLong(underway);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            underway = in.readLong();
        }

        @Override
        public void restored() {
            underway = 0;
        }
    }
}
