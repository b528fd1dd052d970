package io.freshet.bench.cluster;

import java.util.List;

/** Where the parts of the cluster are to each other. */
interface Network {

    /** The address that others reach a node at. */
    String host(String node);

    /** A command, run where the node is. */
    List<String> in(String node, List<String> command);

    /** Whether {@link #cut} can be done. */
    boolean canBeCut();

    /** From now on nothing of either reaches the other; neither is told. */
    void cut(String one, String other);

    void mend(String one, String other);

    /** All on one address of this machine: nothing can come between them. */
    static Network loopback() {
        return new Network() {
            @Override
            public String host(String node) {
                return "127.0.0.1";
            }

            @Override
            public List<String> in(String node, List<String> command) {
                return command;
            }

            @Override
            public boolean canBeCut() {
                return false;
            }

            @Override
            public void cut(String one, String other) {
                throw new UnsupportedOperationException("all nodes have the same address");
            }

            @Override
            public void mend(String one, String other) {
                throw new UnsupportedOperationException("all nodes have the same address");
            }
        };
    }
}
