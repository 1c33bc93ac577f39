package outerpark.acceptance.architecture.wrong.payment;

import io.quarkus.scheduler.Scheduled;

/** Wrong: no stop waits for it. */
public final class ScheduledWithoutEnd {

    @Scheduled(every = "1h")
    void work() {}

    ScheduledWithoutEnd() {}
}
