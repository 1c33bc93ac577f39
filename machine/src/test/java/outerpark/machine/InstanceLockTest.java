package outerpark.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static outerpark.machine.Sql.answers;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.machine.console.Refused;

/** Whoever works on a database is its only instance, and knows when it is not any more. */
final class InstanceLockTest {

    @TempDir
    private static Path temp;

    private static DataFolder folder;
    private static EmbeddedServer server;

    @BeforeAll
    static void start() {
        folder = DataFolder.open(temp.resolve("data"));
        server = EmbeddedServer.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
        folder.close();
    }

    @Test
    void oneInstanceWorksOnADatabase() {
        try (InstanceLock held = InstanceLock.take(server.admin())) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> InstanceLock.take(server.admin()))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("another OuterPark works on the database");
        }
        InstanceLock.take(server.admin()).close();
    }

    @Test
    void aLockThatWasCutIsTakenAgain() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        CountDownLatch lost = new CountDownLatch(1);
        try (InstanceLock held = InstanceLock.take(server.admin())) {
            List<String> before = sessionsWithLock();
            held.watch(InstanceLock.REFUSALS_MAX, cut::countDown, lost::countDown);
            cutLock();
            assertThat(cut.await(30, TimeUnit.SECONDS)).isTrue();
            awaitLockOfOtherSessionThan(before);
            assertThat(lost.getCount()).isOne();
        }
    }

    @Test
    void aLockThatOurOwnDeadSessionStillHasIsWaitedFor() throws Exception {
        CountDownLatch deadSessionMade = new CountDownLatch(1);
        CountDownLatch refusedTwice = new CountDownLatch(3);
        CountDownLatch lost = new CountDownLatch(1);
        try (InstanceLock held = InstanceLock.take(server.admin())) {
            Runnable beforeEachAttempt = () -> {
                await(deadSessionMade);
                refusedTwice.countDown();
            };
            held.watch(InstanceLock.REFUSALS_MAX, beforeEachAttempt, lost::countDown);
            cutLock();
            InstanceLock deadSession = takenInstead();
            List<String> itsSession = sessionsWithLock();
            deadSessionMade.countDown();
            assertThat(refusedTwice.await(60, TimeUnit.SECONDS)).isTrue();
            deadSession.close();
            awaitLockOfOtherSessionThan(itsSession);
            assertThat(lost.getCount()).isOne();
        }
    }

    @Test
    void anInstanceWhoseLockSomebodyElseKeepsHasToGo() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        try (InstanceLock held = InstanceLock.take(server.admin())) {
            held.watch(1, () -> await(taken), lost::countDown);
            cutLock();
            try (InstanceLock other = takenInstead()) {
                taken.countDown();
                assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(other).isNotNull();
            }
        }
    }

    private static void cutLock() throws SQLException {
        answers(server.admin(), "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
    }

    private static InstanceLock takenInstead() {
        return Awaitility.await()
                .ignoreExceptionsInstanceOf(Refused.class)
                .until(() -> InstanceLock.take(server.admin()), lock -> true);
    }

    private static void awaitLockOfOtherSessionThan(List<String> session) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(sessionsWithLock()).hasSize(1).doesNotContainAnyElementsOf(session));
    }

    private static List<String> sessionsWithLock() throws SQLException {
        return answers(server.admin(), "SELECT pid FROM pg_locks WHERE locktype = 'advisory'");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
