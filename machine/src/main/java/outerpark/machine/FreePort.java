package outerpark.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/**
 * Ports of loopback for programs that are told where to listen. From just below those that Linux gives to the near end
 * of connections unless told otherwise: one of these may be gone in the moment between its choice and its use, even to
 * whoever looks whether the program listens there yet. And from above those that somebody would choose for a cluster.
 */
public final class FreePort {

    private static final int MIN = 31_900;
    private static final int MAX = 32_768;
    private static final int CHOICES_MAX = 100;

    private FreePort() {}

    /**
     * One that nobody listens at now.
     *
     * @throws IOException if there is none to be found
     */
    public static int choose() throws IOException {
        RandomGenerator random = RandomGenerator.getDefault();
        for (int choice = 1; ; choice++) {
            int port = random.nextInt(MIN, MAX);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException e) {
                if (choice == CHOICES_MAX) {
                    throw e;
                }
            }
        }
    }
}
