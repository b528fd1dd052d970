package io.freshet.serving.view;

import static io.freshet.schemas.message.EmbeddingRecord.ENTITY;
import static io.freshet.schemas.message.EmbeddingRecord.ITEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.freshet.schemas.message.EmbeddingRecord;
import io.freshet.schemas.message.Memory;
import io.freshet.schemas.message.Memory.PopularityWeight;
import io.freshet.schemas.message.Memory.Recalled;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MemoriesTest {
    private final Memories memories = new Memories();

    @Test
    void whatEntitiesHaveInCommonIsKeptOnce() {
        memories.put(record(ENTITY, "ann", ofEntity(new String("lamp"))));
        memories.put(record(ENTITY, "bob", ofEntity(new String("lamp"))));
        KeptMemory ann = Objects.requireNonNull(memories.ofEntity("ann"));
        KeptMemory bob = Objects.requireNonNull(memories.ofEntity("bob"));
        assertThat(ann.recalled()[0]).isSameAs(bob.recalled()[0]).isEqualTo("lamp");
        assertThat(ann.halfLives()).isSameAs(bob.halfLives()).containsExactly(20, 1_000);
        assertThat(ann.weights()).containsExactly(.5f, .25f);
    }

    @Test
    void nowIsTheNewestThatAnyItemsRecordSays() {
        memories.put(record(ITEM, "lamp", new Memory.OfItem(90, new float[] {1})));
        memories.put(record(ITEM, "spade", new Memory.OfItem(70, new float[] {1})));
        assertThat(memories.now()).isEqualTo(90);
        memories.remove(ITEM, "lamp");
        assertThat(memories.now()).isEqualTo(90);
        assertThat(memories.ofItem("lamp")).isNull();
    }

    @Test
    void recordWithoutAMemoryTakesTheOneBeforeAway() {
        memories.put(record(ENTITY, "ann", ofEntity("lamp")));
        memories.put(new EmbeddingRecord(ENTITY, "ann", new float[] {1}, 0, "s1", 1, 2, 1, 1, 1));
        assertThat(memories.ofEntity("ann")).isNull();
    }

    private static Memory ofEntity(String recalled) {
        return new Memory.OfEntity(
                2,
                List.of(new PopularityWeight(20, .5f), new PopularityWeight(1_000, .25f)),
                List.of(new Recalled(recalled, 3)));
    }

    private static EmbeddingRecord record(String kind, String id, Memory memory) {
        return new EmbeddingRecord(kind, id, new float[] {1}, 0, "s1", 1, 1, 1, 1, 1, memory);
    }
}
