package io.freshet.serving.shard;

import io.freshet.schemas.stream.EntityPartition;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The partitions whose entities are here to the last record. One thread changes them, any number ask. */
public final class Parts {
    private final Set<Integer> whole = ConcurrentHashMap.newKeySet();
    private volatile int count = 1;

    /** How many partitions there are. */
    public int count() {
        return count;
    }

    public void count(int partitions) {
        count = partitions;
    }

    public void add(int partition) {
        whole.add(partition);
    }

    public void remove(int partition) {
        whole.remove(partition);
    }

    public boolean has(int partition) {
        return whole.contains(partition);
    }

    public boolean has(String entity) {
        return has(EntityPartition.of(entity, count));
    }

    public boolean haveAll(Collection<Integer> partitions) {
        return whole.containsAll(partitions);
    }
}
