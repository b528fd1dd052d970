package io.freshet.serving.shard;

import java.net.URI;
import java.util.List;

/** Where each entity is answered for: here, or at others of several instances. Items are everywhere. */
public interface Placement {
    /** Of an instance that has them all. */
    Placement ALONE = new Placement() {
        @Override
        public boolean isHere(String entity) {
            return true;
        }

        @Override
        public boolean isWhole() {
            return true;
        }

        @Override
        public List<URI> holders(String entity) {
            return List.of();
        }

        @Override
        public List<URI> others() {
            return List.of();
        }
    };

    /** Whether all that is known of the entity is here, up to now. */
    boolean isHere(String entity);

    /** Whether that is so for every entity that this instance is to have. */
    boolean isWhole();

    /** The other instances that have the entity, the best to ask first; none while nobody does. */
    List<URI> holders(String entity);

    /** Every other instance. */
    List<URI> others();
}
