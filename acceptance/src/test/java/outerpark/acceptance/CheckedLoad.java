package outerpark.acceptance;

import java.time.Duration;
import outerpark.operator.access.RunningSystem;
import outerpark.operator.check.Checker;
import outerpark.operator.check.History;
import outerpark.operator.check.Observer;
import outerpark.operator.check.Plan;
import outerpark.operator.check.Verdict;
import outerpark.operator.check.Workload;

/** The checker's customers at work on a system to which things happen, and its verdict. */
final class CheckedLoad {

    private static final int CLIENTS = 16;
    private static final int PRICE = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int MODERATE_CLIENTS = 4;
    private static final Duration MODERATE_PAUSE = Duration.ofMillis(100);

    private final RunningSystem system;
    private final Workload workload;

    private CheckedLoad(RunningSystem system, Workload workload) {
        this.system = system;
        this.workload = workload;
    }

    /** As much as there can be. */
    static CheckedLoad on(SystemUnderTest system, int seats, long seed) {
        return start(system, new Plan(seats, PRICE, CLIENTS, PAUSE, seed));
    }

    /** Less than what a cluster bears whose every process has to share the machine with the customers. */
    static CheckedLoad moderatelyOn(SystemUnderTest system, int seats, long seed) {
        return moderatelyOn(system, seats, seed, MODERATE_CLIENTS);
    }

    /** As {@link #moderatelyOn(SystemUnderTest, int, long)}, by so many customers. */
    static CheckedLoad moderatelyOn(SystemUnderTest system, int seats, long seed, int clients) {
        return start(system, new Plan(seats, PRICE, clients, MODERATE_PAUSE, seed));
    }

    private static CheckedLoad start(SystemUnderTest system, Plan plan) {
        RunningSystem running = RunningSystem.at(system.base(), system.managerPassword());
        return new CheckedLoad(running, Workload.start(running, plan));
    }

    /** Returns when so many customers more have come to an end, whatever they were told. */
    void goesOnFor(int attempts) {
        int enough = workload.history().attempts().size() + attempts;
        BoxOffice.eventually().until(() -> workload.history().attempts().size() >= enough);
    }

    /** What the customers have been told so far. */
    History soFar() {
        return workload.history();
    }

    /** Ends the load; everything that the customers were told. */
    History end() {
        return workload.end();
    }

    /** Ends the load and judges. What stands still for so long does not go on any more. */
    Verdict verdict(Duration patience) {
        return judge(system, workload.end(), patience);
    }

    /** Judges another system by that history, which is that of the same show. */
    static Verdict verdict(SystemUnderTest system, History history, Duration patience) {
        return judge(RunningSystem.at(system.base(), system.managerPassword()), history, patience);
    }

    private static Verdict judge(RunningSystem system, History history, Duration patience) {
        Verdict verdict = Checker.judge(history, Observer.atRest(system, history.musicalId(), patience));
        System.out.println(history.summary());
        verdict.print(System.out);
        return verdict;
    }
}
