package io.freshet.learner.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OuterStepTest {
    private static final int SIZE = 5;
    private static final int TRAINERS = 3;
    private static final float[] FIRST = {1, 2, 3, 4, 5};

    /** What a trainer has moved. */
    private record Said(int by, float[] moved) {}

    private final Random random = new Random(1);
    private final List<Said> log = new ArrayList<>();

    /** One that moves at random, and listens when it likes to. */
    private final class Trainer {
        private final int number;
        private final OuterStep outer;
        private final float[] own = FIRST.clone();
        private int heard;

        Trainer(int number, double rate, double momentum) {
            this.number = number;
            this.outer = new OuterStep(rate, momentum, FIRST);
        }

        void step() {
            settle();
            for (int i = 0; i < SIZE; i++) {
                own[i] += random.nextFloat() - .5f;
            }
        }

        void say() {
            settle();
            log.add(new Said(number, outer.endRound(own)));
        }

        private void settle() {
            if (outer.owes()) {
                outer.settle(own);
            }
        }

        void listen(int upTo) {
            for (; heard < upTo; heard++) {
                Said said = log.get(heard);
                if (said.by() == number) {
                    outer.takeOwn(0, said.moved());
                } else {
                    outer.take(0, said.moved());
                }
            }
        }
    }

    private List<Trainer> run(double rate, double momentum) {
        List<Trainer> trainers = new ArrayList<>();
        for (int i = 0; i < TRAINERS; i++) {
            trainers.add(new Trainer(i, rate, momentum));
        }
        for (int i = 0; i < 300; i++) {
            Trainer trainer = trainers.get(random.nextInt(TRAINERS));
            switch (random.nextInt(3)) {
                case 0 -> trainer.say();
                case 1 -> trainer.listen(trainer.heard + random.nextInt(log.size() - trainer.heard + 1));
                default -> trainer.step();
            }
        }
        trainers.forEach(Trainer::say);
        trainers.forEach(trainer -> trainer.listen(log.size()));
        trainers.forEach(Trainer::settle);
        return trainers;
    }

    @Test
    void withoutMomentumAllEndWhereOneWouldThatHadMadeEveryMove() {
        List<Trainer> trainers = run(1, 0);

        float[] expected = FIRST.clone();
        for (Said said : log) {
            for (int i = 0; i < SIZE; i++) {
                expected[i] += said.moved()[i];
            }
        }
        for (Trainer trainer : trainers) {
            assertThat(trainer.own).containsExactly(expected, within(1e-4f));
        }
    }

    @Test
    void theAnchorDependsOnTheLogAloneAndEveryTrainerStandsThereWhenNothingIsUnderway() {
        List<Trainer> trainers = run(.7, .6);

        float[] anchor = FIRST.clone();
        float[] velocity = new float[SIZE];
        for (Said said : log) {
            for (int i = 0; i < SIZE; i++) {
                velocity[i] = .6f * velocity[i] + (1 - .6f) * said.moved()[i];
                anchor[i] += .7f * velocity[i];
            }
        }
        for (Trainer trainer : trainers) {
            assertThat(trainer.own).containsExactly(anchor, within(1e-4f));
            assertThat(trainer.outer.begin()).containsExactly(anchor);
        }
    }
}
