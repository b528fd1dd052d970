package io.freshet.cli.doctor;

import io.freshet.cli.run.Pipeline;
import io.freshet.model.program.Device;
import io.freshet.model.program.NativeEngine;
import io.freshet.serving.ServingConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** This machine: the native library, the device that the learner asks for, and serving's port and keys. */
final class MachineCheck {
    private final Pipeline pipeline;

    MachineCheck(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(List.of(device(), port()));
        ServingConfig.Access access = pipeline.serving().access();
        if (access.keystore() != null) {
            findings.add(keystore(access.keystore()));
        }
        String host = pipeline.serving().host();
        boolean local = host.equals("127.0.0.1") || host.equals("localhost") || host.equals("::1");
        if (!local && (access.apiKeys() == null || access.keystore() == null)) {
            findings.add(Finding.warning(
                    "serving.host",
                    host + " lets other machines ask, "
                            + (access.apiKeys() == null ? "without a key" : "with keys in the clear"),
                    "serving.api-keys and serving.tls; docs/guides/security.md"));
        }
        return findings;
    }

    private Finding device() {
        String device = pipeline.learner().learner().device();
        try {
            NativeEngine.require(Device.parse(device));
            return Finding.ok("learner.device", device + ", libtorch " + NativeEngine.version());
        } catch (RuntimeException | LinkageError e) {
            String todo = device.equals("cpu")
                    ? "the native library is for glibc 2.28 and later on x86-64 and aarch64, macOS and Windows"
                    : "learner.device: cpu, or docs/guides/gpu.md";
            return Finding.fault(
                    "learner.device", "be one that libtorch can use", String.valueOf(e.getMessage()), todo);
        }
    }

    private Finding port() {
        int port = pipeline.serving().port();
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(
                    InetAddress.getByName(pipeline.serving().host()), port));
            return Finding.ok("serving.port", port + " is free");
        } catch (IOException e) {
            return Finding.warning(
                    "serving.port",
                    port + " is taken",
                    "by serving itself, if it is at work; else --set serving.port=...");
        }
    }

    private static Finding keystore(@Nullable String keystore) {
        Path file = Path.of(String.valueOf(keystore));
        return Files.isReadable(file)
                ? Finding.ok("serving.tls.keystore", file.toString())
                : Finding.fault(
                        "serving.tls.keystore",
                        "be a readable file",
                        file.toString(),
                        "docs/guides/security.md makes one");
    }
}
