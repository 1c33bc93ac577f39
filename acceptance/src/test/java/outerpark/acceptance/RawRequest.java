package outerpark.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request as bytes on a connection of its own: what a well-behaved client would not send. */
final class RawRequest {

    private static final int PATIENCE_MILLIS = 30_000;

    private final URI base;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();

    private RawRequest(URI base) {
        this.base = base;
    }

    static RawRequest of(SystemUnderTest system, String method, String path) {
        RawRequest request = new RawRequest(system.base());
        request.line(method + " " + path + " HTTP/1.1");
        return request.with("Host", system.base().getAuthority()).with("Connection", "close");
    }

    RawRequest with(String header, String value) {
        return line(header + ": " + value);
    }

    /** Sends it and returns the answer, even if that comes before all of the body could be sent. */
    Answer send(byte[] body) {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            write(socket.getOutputStream(), body);
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends it and is gone before anything is answered. */
    void sendAndGoAway(byte[] body) {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            write(socket.getOutputStream(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawRequest line(String line) {
        head.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private void write(OutputStream out, byte[] body) {
        try {
            out.write(head.toByteArray());
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
        } catch (IOException refusedWhileSending) {
            // Who does not want a body may close before it is sent; what they said first can still be read.
            return;
        }
    }

    /** The answer, as long as it says that it is. */
    private static Answer read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("no whole answer: " + head);
            }
            head.write(next);
        }
        List<String> lines = head.toString(StandardCharsets.UTF_8).lines().toList();
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size() - 1)) {
            String[] parts = line.split(": *", 2);
            headers.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts[1]);
        }
        int status = Integer.parseInt(lines.getFirst().split(" ", 3)[1]);
        int length = Integer.parseInt(
                headers.getOrDefault("Content-Length", List.of("0")).getFirst());
        return new Answer(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }
}
