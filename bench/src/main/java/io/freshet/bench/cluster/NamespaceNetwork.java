package io.freshet.bench.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * Each node in a network namespace of its own (Linux), all on one bridge. A cut gives each side a wrong hardware address of
 * the other, so that frames go out and come in nowhere: connections stay open and fall silent, as they do behind a broken
 * switch.
 *
 * <p>It wants a process whose own network it may change: {@code unshare --net --mount} before it sees to that, and takes
 * everything away with the process.
 */
final class NamespaceNetwork implements Network {
    private static final String BRIDGE = "rig";
    private static final String PREFIX = "10.77.0.";
    private static final String NOBODY = "02:00:00:00:00:01";

    private final List<String> nodes = new ArrayList<>();

    /** Whether this process may, by what its starter said of it. */
    static boolean isPossible() {
        return Boolean.getBoolean("freshet.rig.alone") && Shell.succeeds("ip", "link", "set", "lo", "up");
    }

    NamespaceNetwork(List<String> names) {
        Shell.run("mount", "-t", "tmpfs", "tmpfs", "/run");
        Shell.run("ip", "link", "add", BRIDGE, "type", "bridge");
        Shell.run("ip", "address", "add", PREFIX + "1/24", "dev", BRIDGE);
        Shell.run("ip", "link", "set", BRIDGE, "up");
        names.forEach(this::add);
    }

    private void add(String node) {
        nodes.add(node);
        String outer = "v" + nodes.size();
        Shell.run("ip", "netns", "add", node);
        Shell.run("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", node);
        Shell.run("ip", "link", "set", outer, "master", BRIDGE, "up");
        inside(node, "address", "add", host(node) + "/24", "dev", "eth0");
        inside(node, "link", "set", "eth0", "up");
        inside(node, "link", "set", "lo", "up");
    }

    private static void inside(String node, String... command) {
        List<String> whole = new ArrayList<>(List.of("ip", "-n", node));
        whole.addAll(List.of(command));
        Shell.run(whole.toArray(String[]::new));
    }

    @Override
    public String host(String node) {
        int index = nodes.indexOf(node);
        if (index < 0) {
            throw new IllegalArgumentException("no node " + node + "; there are " + nodes);
        }
        return PREFIX + (11 + index);
    }

    @Override
    public List<String> in(String node, List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", node));
        whole.addAll(command);
        return whole;
    }

    @Override
    public boolean canBeCut() {
        return true;
    }

    @Override
    public void cut(String one, String other) {
        silence(one, other);
        silence(other, one);
    }

    private void silence(String at, String towards) {
        inside(at, "neigh", "replace", host(towards), "lladdr", NOBODY, "dev", "eth0", "nud", "permanent");
    }

    @Override
    public void mend(String one, String other) {
        inside(one, "neigh", "del", host(other), "dev", "eth0");
        inside(other, "neigh", "del", host(one), "dev", "eth0");
    }
}
