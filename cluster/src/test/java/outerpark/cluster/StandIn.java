package outerpark.cluster;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import outerpark.machine.console.Refused;

/** A part without a process, that does as the test says. */
final class StandIn implements Part {

    private final String name;
    private final Consumer<String> heard;
    private final AtomicInteger starts = new AtomicInteger();
    private volatile @Nullable CompletableFuture<Void> life;
    private volatile boolean isReady = true;
    private volatile boolean refuses;
    private volatile Runnable meanwhile = () -> {};
    private volatile @Nullable String ailment;
    private final AtomicInteger ailingLooks = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    /** @param heard is told of each start and stop, as in {@code start musical-1} */
    StandIn(String name, Consumer<String> heard) {
        this.name = name;
        this.heard = heard;
    }

    void ready(boolean isSo) {
        isReady = isSo;
    }

    /** Until it is started again. */
    void ail(String how) {
        ailFor(Integer.MAX_VALUE, how);
    }

    /** For so many looks. */
    void ailFor(int looks, String how) {
        ailingLooks.set(looks);
        ailment = how;
    }

    boolean isWell() {
        return ailment == null;
    }

    /** This happens while it stops. */
    void whenStopped(Runnable what) {
        meanwhile = what;
    }

    /** How often it was asked whether it ails. */
    int looks() {
        return looks.get();
    }

    /** How often it was asked whether it is ready. */
    int asked() {
        return asked.get();
    }

    void refuseToStart(boolean isSo) {
        refuses = isSo;
    }

    void die() {
        CompletableFuture<Void> ended = life;
        if (ended != null) {
            ended.complete(null);
        }
    }

    int starts() {
        return starts.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String address() {
        return "here";
    }

    @Override
    public Path log() {
        return Path.of(name + ".log");
    }

    @Override
    public void start() {
        heard.accept("start " + name);
        starts.incrementAndGet();
        if (refuses) {
            throw new Refused(name + " has no stage");
        }
        ailment = null;
        life = new CompletableFuture<>();
    }

    @Override
    public void stop() {
        heard.accept("stop " + name);
        meanwhile.run();
        die();
    }

    @Override
    public Optional<Process> process() {
        return Optional.empty();
    }

    @Override
    public boolean isReady() {
        asked.incrementAndGet();
        return isReady;
    }

    @Override
    public Optional<String> ailment() {
        looks.incrementAndGet();
        String found = ailment;
        if (found != null && ailingLooks.getAndDecrement() == 1) {
            ailment = null;
        }
        return Optional.ofNullable(found);
    }

    @Override
    public boolean isAlive() {
        CompletableFuture<Void> ended = life;
        return ended != null && !ended.isDone();
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.empty();
    }

    @Override
    public void whenEnded(Runnable then) {
        CompletableFuture<Void> ended = life;
        if (ended != null) {
            var _ = ended.thenRun(then);
        }
    }

    @Override
    public String ending() {
        return "has left";
    }
}
