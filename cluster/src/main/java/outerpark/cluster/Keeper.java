package outerpark.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.machine.StopSignal;
import outerpark.machine.console.Refused;

/**
 * Keeps one part running as long as that is wanted, in a thread of its own: looks after it, and starts it again when it
 * has ended, or can work no more.
 */
final class Keeper {

    private static final Logger LOG = Logger.getLogger(Keeper.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration LOOK_EVERY_UNTIL_READY = Duration.ofMillis(200);

    /**
     * So many looks in a row must find it ailing before it is restarted. They are counted as a Kubernetes liveness
     * probe counts them, whether it says so itself, which takes 10 s, or does not answer (it hangs, it was suspended,
     * or it is overloaded), which takes 30 s for an answer is waited for. So one rule does for both, a moment's trouble
     * restarts nothing, and a machine that was asleep does not find all its processes dead when it wakes.
     */
    static final int AILING_LOOKS_MAX = 10;

    /** Longer than any recovery that a part's own start does not wait for. */
    static final Duration START_WITHIN = Duration.ofMinutes(3);

    private static final Duration FOREVER = Duration.ofDays(365);

    /** What a part does, as far as its keeper knows. */
    enum State {
        STOPPED("stopped"),
        STARTING("starting"),
        READY("ready"),
        NOT_READY("not ready"),
        WAITING("waiting to start again");

        private final String words;

        State(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private final Part part;
    private final Consumer<String> say;
    private final Duration lookEvery;
    private final Duration startWithin;
    private final Pauses pauses = new Pauses();

    private boolean wanted;
    private boolean isOver;
    private long changes;
    private State state = State.STOPPED;
    private boolean hasBeenReady;
    private boolean isMissed;
    private long startedAt;
    private long readySince;
    private long wellUntil;
    private int ailingLooks;
    private long startAgainAt;
    private int failures;
    private @Nullable String lastFailure;

    /**
     * Keeps it stopped, until {@link #start}.
     *
     * @param say tells whoever looks on what happened, a line at a time
     */
    Keeper(Part part, Consumer<String> say) {
        this(part, say, LOOK_EVERY, START_WITHIN);
    }

    /**
     * As the other.
     *
     * @param lookEvery how often it looks at what has been ready; later by as long as an answer takes
     * @param startWithin so long after its start one that was ready before is asked whether it is alive, ready or not
     */
    Keeper(Part part, Consumer<String> say, Duration lookEvery, Duration startWithin) {
        this.part = part;
        this.say = say;
        this.lookEvery = lookEvery;
        this.startWithin = startWithin;
        Thread.ofPlatform().daemon().name("keeper-" + part.name()).start(this::keep);
    }

    Part part() {
        return part;
    }

    synchronized State state() {
        return state;
    }

    /** Wants it to run from now on. */
    void start() {
        want(true);
    }

    /** Wants it to be stopped from now on. */
    void stop() {
        want(false);
    }

    /** Wants it to be stopped for ever. */
    synchronized void end() {
        isOver = true;
        want(false);
    }

    /**
     * Returns when it is ready.
     *
     * @throws Refused if it ends instead, or takes longer than {@code patience}
     */
    synchronized void awaitReady(Duration patience) {
        int failuresBefore = failures;
        long giveUpAt = System.nanoTime() + patience.toNanos();
        while (state != State.READY || !wanted) {
            StopSignal.goOnUnlessRaised();
            if (failures > failuresBefore || !wanted) {
                throw new Refused(lastFailure == null ? part.name() + " was stopped meanwhile" : lastFailure);
            }
            if (System.nanoTime() > giveUpAt) {
                throw new Refused("%s is not ready after %d s; its log is %s"
                        .formatted(part.name(), patience.toSeconds(), part.log()));
            }
            waitWhile(() -> state != State.READY && wanted, LOOK_EVERY_UNTIL_READY);
        }
    }

    /** Returns when it has stopped, or is wanted again. */
    synchronized void awaitStopped() {
        waitWhile(() -> state != State.STOPPED && !wanted, FOREVER);
    }

    private synchronized void want(boolean running) {
        wanted = running && !isOver;
        look();
    }

    /** Wakes the keeper. */
    private synchronized void look() {
        changes++;
        notifyAll();
    }

    private void keep() {
        while (!isDone()) {
            long seen = changesSeen();
            Duration rest = isWanted() ? keepRunning() : keepStopped();
            awaitChange(seen, rest);
        }
    }

    /** Returns when to look again, if nothing changes. */
    private Duration keepStopped() {
        if (state() == State.STOPPED) {
            return FOREVER;
        }
        part.stop();
        become(State.STOPPED);
        return Duration.ZERO;
    }

    private Duration keepRunning() {
        if (part.isAlive()) {
            return lookAfter();
        }
        return switch (state()) {
            case STOPPED -> startOnce();
            case WAITING -> restLeft().isPositive() ? restLeft() : startOnce();
            case STARTING, READY, NOT_READY -> mourn("%s %s".formatted(part.name(), part.ending()));
        };
    }

    private Duration lookAfter() {
        Optional<String> ailment = hasTimeToStart() ? Optional.empty() : part.ailment();
        if (ailment.isPresent()) {
            return bear(ailment.get());
        }
        becomeWell();
        if (part.isReady()) {
            becomeReady();
            return lookEvery;
        }
        if (state() == State.READY) {
            become(State.NOT_READY);
        }
        return LOOK_EVERY_UNTIL_READY;
    }

    /** One that starts has nobody to answer yet; and its first start is given up by whoever waits for it. */
    private synchronized boolean hasTimeToStart() {
        return state == State.STARTING && !(hasBeenReady && System.nanoTime() - startedAt > startWithin.toNanos());
    }

    private synchronized void becomeWell() {
        ailingLooks = 0;
        wellUntil = System.nanoTime();
    }

    /** It is ailing: it is given some time to recover, and then restarted. */
    private Duration bear(String ailment) {
        if (state() == State.READY) {
            become(State.NOT_READY);
        }
        ailingLooks++;
        if (ailingLooks < AILING_LOOKS_MAX || !isWanted()) {
            return lookEvery;
        }
        ailingLooks = 0;
        return stopAiling(ailment);
    }

    /** Asks it to end, and kills it if that does not help: of one that lost a thread the others have work to finish. */
    private Duration stopAiling(String ailment) {
        part.stop();
        return isWanted() ? mourn("%s %s and was stopped".formatted(part.name(), ailment)) : Duration.ZERO;
    }

    private Duration startOnce() {
        if (!becomeStarting()) {
            return Duration.ZERO;
        }
        try {
            part.start();
            part.whenEnded(this::look);
            return Duration.ZERO;
        } catch (Refused e) {
            return mourn(e.line());
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s cannot be started", part.name());
            return mourn("%s cannot be started: %s".formatted(part.name(), e));
        }
    }

    /** Not if it is to be stopped by now: whoever waits for that must not find it stopped and then started. */
    private synchronized boolean becomeStarting() {
        if (wanted) {
            startedAt = System.nanoTime();
            become(State.STARTING);
        }
        return wanted;
    }

    private void becomeReady() {
        boolean isBack;
        synchronized (this) {
            isBack = isMissed;
            isMissed = false;
            if (state == State.STARTING) {
                readySince = System.nanoTime();
            }
            hasBeenReady = true;
            lastFailure = null;
            become(State.READY);
        }
        if (isBack) {
            say.accept("%s is ready again".formatted(part.name()));
        }
    }

    /** It has ended, or did not start: once it has been ready it is started again, before that it is given up. */
    private Duration mourn(String why) {
        if (StopSignal.isRaised()) {
            return LOOK_EVERY_UNTIL_READY; // all of it is about to stop
        }
        Duration rest;
        synchronized (this) {
            failures++;
            lastFailure = why;
            if (!hasBeenReady) {
                wanted = false;
                return Duration.ZERO;
            }
            boolean wasReady = state == State.READY || state == State.NOT_READY;
            // What one takes that ails is not to its credit: it would never have to wait.
            rest = pauses.after(Duration.ofNanos(wasReady ? Math.max(0, wellUntil - readySince) : 0));
            startAgainAt = System.nanoTime() + rest.toNanos();
            isMissed = true;
            become(State.WAITING);
        }
        say.accept("%s; it is started again %s"
                .formatted(why, rest.isZero() ? "now" : "in %d s".formatted(rest.toSeconds())));
        return rest;
    }

    private synchronized Duration restLeft() {
        return Duration.ofNanos(startAgainAt - System.nanoTime());
    }

    private synchronized void become(State next) {
        state = next;
        notifyAll();
    }

    private synchronized boolean isDone() {
        return isOver && state == State.STOPPED;
    }

    private synchronized boolean isWanted() {
        return wanted;
    }

    private synchronized long changesSeen() {
        return changes;
    }

    /** Returns when something has changed since, or the time has passed. */
    private synchronized void awaitChange(long seen, Duration time) {
        waitWhile(() -> changes == seen, time);
    }

    /** Returns when it is not so any more, or the time has passed. */
    private synchronized void waitWhile(BooleanSupplier isSo, Duration time) {
        long giveUpAt = System.nanoTime() + time.toNanos();
        try {
            while (isSo.getAsBoolean() && giveUpAt - System.nanoTime() > 0) {
                wait(Math.max(1, Duration.ofNanos(giveUpAt - System.nanoTime()).toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }
}
