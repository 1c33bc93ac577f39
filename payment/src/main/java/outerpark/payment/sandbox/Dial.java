package outerpark.payment.sandbox;

/**
 * How the sandbox behaves.
 *
 * @param latencyMs how long each call takes, 0 to {@value #LATENCY_MS_MAX}
 * @param declineRate the part of the payments that it declines, 0 to 1; the same ones whenever they ask
 * @param errorRate the part of the calls that fail, 0 to 1
 * @param down whether every call fails
 */
public record Dial(int latencyMs, double declineRate, double errorRate, boolean down) {

    static final int LATENCY_MS_MAX = 60_000;

    /** At rest: prompt and willing. */
    static final Dial AT_REST = new Dial(0, 0, 0, false);
}
