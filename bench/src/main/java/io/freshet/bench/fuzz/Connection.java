package io.freshet.bench.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends bytes to an HTTP server as they are, which no client library would, and reads one answer. */
final class Connection implements AutoCloseable {
    private static final int PATIENCE_MS = 10_000;

    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    Connection(int port) {
        this.port = port;
    }

    /** @param status 0 where the server closed without an answer */
    record Answer(int status, String type, byte[] body) {
        static final Answer NONE = new Answer(0, "", new byte[0]);
    }

    /** Keeps the connection for the next request. */
    Answer ask(byte[] request, boolean withoutBody) throws IOException {
        boolean fresh = socket == null;
        try {
            Answer answer = attempt(request, withoutBody);
            if (answer.status != 0 || fresh) {
                return answer;
            }
        } catch (java.net.SocketException e) {
            if (fresh) {
                throw e;
            }
        }
        close(); // the server had closed it meanwhile
        return attempt(request, withoutBody);
    }

    /** For bytes that may be no request: nothing follows them, and whatever comes back is the answer. */
    Answer askOnce(byte[] bytes) throws IOException {
        close();
        try (Socket once = open();
                InputStream answers = new BufferedInputStream(once.getInputStream())) {
            once.getOutputStream().write(bytes);
            once.shutdownOutput();
            return read(answers, true, new HashMap<>());
        } catch (java.net.SocketException e) {
            return Answer.NONE; // refused while it was still being sent
        }
    }

    private Answer attempt(byte[] request, boolean withoutBody) throws IOException {
        Socket open = socket;
        InputStream answers = in;
        if (open == null || answers == null) {
            open = open();
            answers = new BufferedInputStream(open.getInputStream());
            socket = open;
            in = answers;
        }
        open.getOutputStream().write(request);
        Map<String, String> headers = new HashMap<>();
        Answer answer = read(answers, withoutBody, headers);
        if (answer.status == 0 || "close".equals(headers.get("connection")) || answers.available() > 0) {
            close();
        }
        return answer;
    }

    private Socket open() throws IOException {
        Socket opened = new Socket("127.0.0.1", port);
        opened.setSoTimeout(PATIENCE_MS);
        opened.setTcpNoDelay(true);
        return opened;
    }

    private static Answer read(InputStream in, boolean withoutBody, Map<String, String> headers) throws IOException {
        String first = line(in);
        if (!first.startsWith("HTTP/1.")) {
            return Answer.NONE;
        }
        int status = Integer.parseInt(first.substring(9, 12));
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        String type = headers.getOrDefault("content-type", "");
        if (withoutBody || status == 304 || status == 204) {
            return new Answer(status, type, new byte[0]);
        }
        return new Answer(status, type, body(in, headers));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        String length = headers.get("content-length");
        if (length != null) {
            return in.readNBytes(Integer.parseInt(length));
        }
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(in).strip(), 16);
            body.write(in.readNBytes(size));
            line(in);
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
        socket = null;
        in = null;
    }
}
