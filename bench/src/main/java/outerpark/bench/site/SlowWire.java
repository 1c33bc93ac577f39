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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import outerpark.machine.console.Refused;

/** A long wire to a server on this machine: what the server says arrives later by always the same time. */
public final class SlowWire implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;
    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final ServerSocket near;
    private final int far;
    private final Duration delay;

    private SlowWire(ServerSocket near, int far, Duration delay) {
        this.near = near;
        this.far = far;
        this.delay = delay;
    }

    /** To the server at that port. */
    public static SlowWire to(int port, Duration delay) throws IOException {
        SlowWire wire = new SlowWire(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), port, delay);
        Thread.ofVirtual().start(wire::accept);
        return wire;
    }

    /** Where its near end is. */
    public int port() {
        return near.getLocalPort();
    }

    @Override
    public void close() {
        try {
            near.close();
        } catch (IOException e) {
            throw new Refused("the wire cannot be taken away: " + e.getMessage());
        }
    }

    private void accept() {
        while (!near.isClosed()) {
            try {
                Socket client = near.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), far);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> carry(client, server));
                Thread.ofVirtual().start(() -> carrySlowly(server, client));
            } catch (IOException e) {
                // Closed, or the server is away: the client's next try will tell.
            }
        }
    }

    /** When the client has said all, the server hears so; what it still says is on its way. */
    private static void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // Either end is gone, and so is the connection.
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
        }
        underWay.add(new Chunk(END, System.nanoTime()));
    }

    private static void deliver(BlockingQueue<Chunk> underWay, Socket to) {
        try (to) {
            OutputStream heard = to.getOutputStream();
            for (Chunk chunk = underWay.take(); chunk.bytes().hasRemaining(); chunk = underWay.take()) {
                while (chunk.dueNanos() > System.nanoTime()) {
                    LockSupport.parkNanos(chunk.dueNanos() - System.nanoTime());
                }
                heard.write(chunk.bytes().array());
            }
        } catch (IOException e) {
            // As above.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
