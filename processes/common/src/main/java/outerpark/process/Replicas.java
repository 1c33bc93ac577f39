package outerpark.process;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The replicas of a service, one after the other. */
final class Replicas {

    private final List<URI> all;
    private final AtomicInteger turn = new AtomicInteger();

    private Replicas(List<URI> all) {
        this.all = all;
    }

    static Replicas parse(String addresses) {
        return new Replicas(Stream.of(addresses.split(",", -1)).map(URI::create).toList());
    }

    int size() {
        return all.size();
    }

    URI next() {
        return all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
    }

    void failed(URI replica) {}
}
