package outerpark.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The replicas of one service, in turn, or the same one for each key. One that failed is left aside for a while, if
 * there are others. Safe for threads; never waits.
 */
public final class Replicas {

    private final List<URI> addresses;
    private final long asideForNanos;
    private final LongSupplier nanoTime;
    private final AtomicInteger turns = new AtomicInteger();

    /** By the place in the list: when it failed last, plus the time for which it is left aside. */
    private final AtomicLongArray asideUntil;

    /**
     * @param addresses base URLs such as {@code http://10.0.0.7:8081}, at least one
     * @throws IllegalArgumentException if one is no such URL
     */
    public Replicas(List<URI> addresses, Duration asideFor) {
        this(addresses, asideFor, System::nanoTime);
    }

    Replicas(List<URI> addresses, Duration asideFor, LongSupplier nanoTime) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a service has at least one address");
        }
        addresses.forEach(Replicas::requireBaseUrl);
        this.addresses = List.copyOf(addresses);
        this.asideForNanos = asideFor.toNanos();
        this.nanoTime = nanoTime;
        this.asideUntil = new AtomicLongArray(addresses.size());
        long now = nanoTime.getAsLong();
        for (int i = 0; i < addresses.size(); i++) {
            asideUntil.set(i, now);
        }
    }

    /** All of them, as the next request should try them: from the next in turn on, those left aside last. */
    public List<URI> inTurn() {
        int size = addresses.size();
        if (size == 1) {
            return addresses;
        }
        int first = Math.floorMod(turns.getAndIncrement(), size);
        return asideLast(IntStream.range(0, size).map(i -> (first + i) % size));
    }

    /**
     * All of them, as every request with this key should try them: the same one first for all of them, whoever asks and
     * in whichever order the replicas are listed, and as many keys for each; but those left aside come last.
     */
    public List<URI> inOrderOf(String key) {
        if (addresses.size() == 1) {
            return addresses;
        }
        return asideLast(IntStream.range(0, addresses.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(replica -> weight(key, addresses.get(replica)))
                        .reversed())
                .mapToInt(Integer::intValue));
    }

    /** Highest random weight: one replica more or less moves only the keys that it takes or had. */
    private static long weight(String key, URI address) {
        // The finalizer of SplitMix64: every bit of what goes in matters to every bit that comes out.
        long mixed =
                ((long) key.hashCode() << Integer.SIZE) ^ address.toString().hashCode();
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    private List<URI> asideLast(IntStream inOrder) {
        long now = nanoTime.getAsLong();
        List<URI> order = new ArrayList<>(addresses.size());
        List<URI> aside = new ArrayList<>(0);
        inOrder.forEach(replica -> (now - asideUntil.get(replica) >= 0 ? order : aside).add(addresses.get(replica)));
        order.addAll(aside);
        return order;
    }

    /** It could not be reached, broke off, or did not answer in time. */
    public void setAside(URI address) {
        asideUntil.set(addresses.indexOf(address), nanoTime.getAsLong() + asideForNanos);
    }

    private static void requireBaseUrl(URI address) {
        boolean isBase = "http".equals(address.getScheme())
                && address.getHost() != null
                && (address.getRawPath().isEmpty() || address.getRawPath().equals("/"))
                && address.getRawQuery() == null;
        if (!isBase) {
            throw new IllegalArgumentException(address + " is no address of a service, such as http://10.0.0.7:8081");
        }
    }
}
