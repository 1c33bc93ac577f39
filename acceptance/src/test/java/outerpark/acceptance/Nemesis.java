package outerpark.acceptance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;

/** Does harm to a running system: kills what it is made of, refuses commits, and delivers events again. */
final class Nemesis {

    private static final List<String> SERVICES =
            List.of("musical", "reservation", "payment", "notice", "customercenter");

    private final Standalone system;
    private final Superuser superuser;

    Nemesis(Standalone system) {
        this.system = system;
        this.superuser = new Superuser(system);
    }

    /** What can be killed, all of it by SIGKILL. */
    enum Victim {
        /** The product's process; PostgreSQL lives on without it. */
        PROCESS,
        /** PostgreSQL's first process; the others find out by themselves. */
        POSTMASTER,
        /** All of PostgreSQL's processes. */
        POSTGRES,
        /** All there are. */
        EVERYTHING;

        static Victim drawn(RandomGenerator chance) {
            return values()[chance.nextInt(values().length)];
        }
    }

    /** Kills; and starts again what does not get up by itself. */
    void strike(Victim victim) {
        switch (victim) {
            case PROCESS -> system.kill();
            case POSTMASTER -> killAll(List.of(system.postgres()));
            case POSTGRES -> killAll(postgres());
            case EVERYTHING -> {
                List<ProcessHandle> postgres = postgres();
                system.kill();
                killAll(postgres);
            }
        }
        if (!system.console().process().isAlive()) {
            system.start();
        }
    }

    /** Kills what is just starting, at some moment of its start, and starts it for good. */
    void strikeWhileItStarts(RandomGenerator chance) {
        system.kill();
        system.begin();
        Duration moment = Duration.ofMillis(chance.nextInt(100, 3_000));
        Awaitility.await().pollDelay(moment).until(() -> true);
        system.kill();
        system.start();
    }

    /** Every event comes to every handler once more, from the first one on. */
    void deliverEverythingAgain() {
        superuser.execute(SERVICES.stream()
                .map(service -> "UPDATE " + service + ".event_cursor SET position = 0")
                .toArray(String[]::new));
    }

    /** From now on the database refuses, at the commit, what one new reservation in twenty is written with. */
    void refuseSomeCommits() {
        superuser.execute("""
                CREATE FUNCTION reservation.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF random() < 0.05 THEN RAISE 'refused by the nemesis' USING ERRCODE = '40001'; END IF;
                    RETURN NULL;
                END $$""", """
                CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON reservation.reservation
                       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION reservation.refuse()""");
    }

    void refuseNoCommits() {
        superuser.execute("DROP FUNCTION reservation.refuse() CASCADE");
    }

    private List<ProcessHandle> postgres() {
        List<ProcessHandle> all = new ArrayList<>();
        ProcessHandle first = system.postgres();
        all.add(first);
        first.descendants().forEach(all::add);
        return all;
    }

    private static void killAll(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
    }
}
