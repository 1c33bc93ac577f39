package outerpark.operator.check;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import outerpark.operator.access.RunningSystem;

/** Customers at a show of their own, and somebody who looks at its seats all the while. */
public final class Workload {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final RunningSystem system;
    private final long musicalId;
    private final Plan plan;
    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private final Queue<SeatCount> looks = new ConcurrentLinkedQueue<>();
    private final List<Customer> customers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    private Workload(RunningSystem system, long musicalId, Plan plan) {
        this.system = system;
        this.musicalId = musicalId;
        this.plan = plan;
    }

    /** Registers the show and lets the customers in. */
    public static Workload start(RunningSystem system, Plan plan) {
        String name = "outerpark check " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String show = """
                {"name": "%s", "reservableSeat": %d, "price": %d}""".formatted(name, plan.seats(), plan.price());
        long musicalId =
                system.post("/musicals", show).expect(201).path("musicalId").asLong();
        Workload workload = new Workload(system, musicalId, plan);
        workload.letIn();
        return workload;
    }

    /** So far. */
    public History history() {
        return new History(musicalId, plan, List.copyOf(attempts), List.copyOf(looks));
    }

    /** Sends the customers home and closes the show. */
    public History end() {
        customers.forEach(Customer::goHome);
        over = true;
        threads.forEach(Workload::join);
        system.patiently(reached -> reached.patch("/musicals/" + musicalId, "{\"status\": \"CLOSED\"}")
                .expect(200));
        return history();
    }

    private void letIn() {
        SplittableRandom chance = new SplittableRandom(plan.seed());
        RunningSystem guest = system.asGuest();
        for (int i = 0; i < plan.clients(); i++) {
            Customer customer = new Customer(guest, musicalId, plan.pause(), chance.split(), attempts::add);
            customers.add(customer);
            threads.add(Thread.ofVirtual().name("customer-" + i).start(customer::book));
        }
        threads.add(Thread.ofVirtual().name("looks").start(this::look));
    }

    private void look() {
        while (!over) {
            try {
                looks.add(SeatCount.of(system, musicalId));
            } catch (Refused e) {
                // It is down or starting, and looked at again when it is back.
            }
            Pause.of(LOOK_EVERY);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while customers go home", e);
        }
    }
}
