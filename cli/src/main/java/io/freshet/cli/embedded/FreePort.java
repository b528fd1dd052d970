package io.freshet.cli.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds a port of this machine that nobody listens on. */
public final class FreePort {

    private FreePort() {}

    /** Any free port. Another process may take it before we do; whoever binds it then fails and says so. */
    public static int any() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on this machine", e);
        }
    }

    /** The preferred port if it is free, else any: addresses stay the same from start to start where they can. */
    public static int preferring(int preferred) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), preferred), 1);
            return preferred;
        } catch (IOException e) {
            return any();
        }
    }
}
