package outerpark.bench.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import outerpark.machine.console.Refused;

/**
 * A wire to a server on this machine: a TCP proxy. What the server says arrives later by a time that can be set; and
 * the wire can be cut, so that connections break and no new ones are made, or go silent, so that nothing arrives and
 * nobody is told why.
 */
public final class Wire implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;
    private static final ByteBuffer END = ByteBuffer.allocate(0);
    private static final Duration SILENCE_LOOK = Duration.ofMillis(5);

    private final ServerSocket near;
    private final Far far;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private volatile Duration delay;
    private volatile boolean isCut;
    private volatile boolean isSilent;

    /** Where the server listens, which may be known only later. */
    @FunctionalInterface
    public interface Far {
        int port() throws IOException;
    }

    private Wire(ServerSocket near, Far far, Duration delay) {
        this.near = near;
        this.far = far;
        this.delay = delay;
    }

    /** To the server at that port. */
    public static Wire to(int port, Duration delay) throws IOException {
        return to(() -> port, delay);
    }

    /** To the server at the port where it is by then. */
    public static Wire to(Far far, Duration delay) throws IOException {
        Wire wire = new Wire(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), far, delay);
        Thread.ofVirtual().start(wire::accept);
        return wire;
    }

    /** Where its near end is. */
    public int port() {
        return near.getLocalPort();
    }

    /** From now on what the server says takes that long. */
    public void delay(Duration time) {
        delay = time;
    }

    /** Breaks every connection, and every new one, until it is mended. */
    public void cut() {
        isCut = true;
        ends.forEach(Wire::hangUp);
    }

    /** Nothing passes in either direction until it is mended; then all of it does. */
    public void silence() {
        isSilent = true;
    }

    /** As good as new, but for the delay. */
    public void mend() {
        isCut = false;
        isSilent = false;
    }

    @Override
    public void close() {
        try {
            near.close();
        } catch (IOException e) {
            throw new Refused("the wire cannot be taken away: " + e.getMessage());
        }
        cut();
    }

    private void accept() {
        while (!near.isClosed()) {
            try {
                Socket client = near.accept();
                if (isCut) {
                    hangUp(client);
                } else {
                    Thread.ofVirtual().start(() -> connect(client));
                }
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), far.port());
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            ends.add(client);
            ends.add(server);
            if (isCut) {
                ends.forEach(Wire::hangUp);
            }
            Thread.ofVirtual().start(() -> carry(client, server));
            Thread.ofVirtual().start(() -> carrySlowly(server, client));
        } catch (IOException e) {
            // The server is away: so is the client's connection.
            hangUp(client);
        }
    }

    /** When the client has said all, the server hears so; what it still says is on its way. */
    private void carry(Socket from, Socket to) {
        try {
            InputStream said = from.getInputStream();
            OutputStream heard = to.getOutputStream();
            byte[] buffer = new byte[CHUNK];
            for (int length = said.read(buffer); length >= 0; length = said.read(buffer)) {
                awaitSound();
                heard.write(buffer, 0, length);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // Either end is gone, and so is the connection.
            hangUp(to);
        }
    }

    /** What is on its way. */
    private record Chunk(ByteBuffer bytes, long dueNanos) {}

    private void carrySlowly(Socket from, Socket to) {
        BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> deliver(underWay, to));
        try (from) {
            InputStream said = from.getInputStream();
            byte[] buffer = new byte[CHUNK];
            for (int length = said.read(buffer); length >= 0; length = said.read(buffer)) {
                underWay.add(
                        new Chunk(ByteBuffer.wrap(Arrays.copyOf(buffer, length)), System.nanoTime() + delay.toNanos()));
            }
        } catch (IOException e) {
            // As above.
        } finally {
            ends.remove(from);
        }
        underWay.add(new Chunk(END, System.nanoTime()));
    }

    private void deliver(BlockingQueue<Chunk> underWay, Socket to) {
        try (to) {
            OutputStream heard = to.getOutputStream();
            for (Chunk chunk = underWay.take(); chunk.bytes().hasRemaining(); chunk = underWay.take()) {
                while (chunk.dueNanos() > System.nanoTime()) {
                    LockSupport.parkNanos(chunk.dueNanos() - System.nanoTime());
                }
                awaitSound();
                heard.write(chunk.bytes().array());
            }
        } catch (IOException e) {
            // As above.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ends.remove(to);
        }
    }

    private void awaitSound() {
        while (isSilent && !isCut) {
            LockSupport.parkNanos(SILENCE_LOOK.toNanos());
        }
    }

    private static void hangUp(Socket end) {
        try {
            end.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }
}
