package io.freshet.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final List<FaultKind> ALL = Arrays.asList(FaultKind.values());

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(planned(7, 40)).isEqualTo(planned(7, 40)).isNotEqualTo(planned(8, 40));
    }

    @Test
    void everyKindHasItsTurnInEveryRound() {
        List<FaultPlan.Planned> planned = planned(3, 3 * ALL.size());
        for (int round = 0; round < 3; round++) {
            assertThat(planned.subList(round * ALL.size(), (round + 1) * ALL.size()))
                    .extracting(FaultPlan.Planned::kind)
                    .containsExactlyInAnyOrderElementsOf(ALL);
        }
    }

    @Test
    void hitsNodesThatThereAre() {
        for (FaultPlan.Planned fault : planned(5, 200)) {
            assertThat(Addresses.everybody()).containsAll(fault.nodes());
            int expected = switch (fault.kind()) {
                case DISK_FULL -> 0;
                case NETWORK_CUT -> 2;
                default -> 1;
            };
            assertThat(fault.nodes()).as(fault.shown()).hasSize(expected).doesNotHaveDuplicates();
            assertThat(fault.quiet()).isPositive();
        }
    }

    @Test
    void kindsAreWrittenAsOnTheCommandLine() {
        assertThat(ALL)
                .allSatisfy(kind -> assertThat(FaultKind.of(kind.label())).isEqualTo(kind));
        assertThat(FaultKind.NETWORK_CUT.label()).isEqualTo("network-cut");
        assertThatIllegalArgumentException().isThrownBy(() -> FaultKind.of("meteor"));
    }

    private static List<FaultPlan.Planned> planned(long seed, int count) {
        FaultPlan plan = new FaultPlan(ALL, seed);
        List<FaultPlan.Planned> planned = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            planned.add(plan.next());
        }
        return planned;
    }
}
