package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import outerpark.machine.console.Refused;

final class KeeperTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final StandIn part = new StandIn("musical-1", call -> {});
    private final Keeper keeper = new Keeper(part, said::add, Duration.ofMillis(10), Keeper.START_WITHIN);

    @AfterEach
    void end() {
        keeper.stop();
        keeper.awaitStopped();
        keeper.end();
    }

    @Test
    void nothingStartsBeforeItIsWanted() {
        assertThat(keeper.state()).isEqualTo(Keeper.State.STOPPED);
        assertThat(part.starts()).isZero();
    }

    @Test
    void itTellsStartingFromReadyAndReadyFromNotReady() {
        part.ready(false);
        keeper.start();
        awaitState(Keeper.State.STARTING);
        part.ready(true);
        keeper.awaitReady(PATIENCE);
        part.ready(false);
        awaitState(Keeper.State.NOT_READY);
        part.ready(true);
        awaitState(Keeper.State.READY);
        assertThat(part.starts()).isEqualTo(1);
        assertThat(said).isEmpty();
    }

    @Test
    void whatHasEndedIsStartedAgainAtOnceAndThenLaterAndThatIsSaid() {
        keeper.start();
        keeper.awaitReady(PATIENCE);
        part.die();
        await().until(() -> said.contains("musical-1 is ready again"));
        part.die();
        awaitState(Keeper.State.WAITING);
        assertThat(said)
                .containsExactly(
                        "musical-1 has left; it is started again now",
                        "musical-1 is ready again",
                        "musical-1 has left; it is started again in 1 s");
        awaitState(Keeper.State.READY);
        assertThat(part.starts()).isEqualTo(3);
    }

    @Test
    void whatDoesNotStartAgainIsTriedUntilItDoes() {
        keeper.start();
        keeper.awaitReady(PATIENCE);
        part.refuseToStart(true);
        part.die();
        await().until(() -> said.contains("musical-1 has no stage; it is started again in 1 s"));
        part.refuseToStart(false);
        awaitState(Keeper.State.READY);
    }

    @Test
    void whatHasNeverBeenReadyIsGivenUpWithTheReason() {
        part.refuseToStart(true);
        keeper.start();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> keeper.awaitReady(PATIENCE))
                .withMessage("musical-1 has no stage");
        awaitState(Keeper.State.STOPPED);
        assertThat(part.starts()).isEqualTo(1);
        assertThat(said).isEmpty();
    }

    @Test
    void whatEndsBeforeItIsReadyIsGivenUpToo() {
        part.ready(false);
        keeper.start();
        awaitState(Keeper.State.STARTING);
        part.die();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> keeper.awaitReady(PATIENCE))
                .withMessage("musical-1 has left");
    }

    @Test
    void patienceHasAnEnd() {
        part.ready(false);
        keeper.start();
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> keeper.awaitReady(Duration.ofMillis(50)))
                .withMessageContaining("musical-1 is not ready after 0 s")
                .withMessageContaining("musical-1.log");
    }

    @Test
    void whatIsStoppedStaysSo() {
        keeper.start();
        keeper.awaitReady(PATIENCE);
        keeper.stop();
        keeper.awaitStopped();
        assertThat(part.isAlive()).isFalse();
        assertThat(keeper.state()).isEqualTo(Keeper.State.STOPPED);
        assertThat(said).isEmpty();
        keeper.start();
        keeper.awaitReady(PATIENCE);
    }

    @Test
    void whatWaitsToStartAgainCanBeStopped() {
        keeper.start();
        keeper.awaitReady(PATIENCE);
        part.refuseToStart(true);
        part.die();
        awaitState(Keeper.State.WAITING);
        keeper.stop();
        keeper.awaitStopped();
        assertThat(keeper.state()).isEqualTo(Keeper.State.STOPPED);
    }

    @Test
    void whatSaysThatItCanWorkNoMoreIsRestartedThoughItRunsAndIsReady() {
        keeper.start();
        keeper.awaitReady(PATIENCE);
        int before = part.looks();
        part.ail("has lost a thread");
        await().until(() -> said.contains("musical-1 is ready again"));
        assertThat(said)
                .containsExactly(
                        "musical-1 has lost a thread and was stopped; it is started again now",
                        "musical-1 is ready again");
        assertThat(part.starts()).isEqualTo(2);
        assertThat(part.looks() - before).isGreaterThanOrEqualTo(Keeper.AILING_LOOKS_MAX);
    }

    @Test
    void whatAilsAgainAtOnceIsRestartedLaterAndLater() {
        keeper.start();
        keeper.awaitReady(PATIENCE);
        part.ail("has lost a thread");
        await().until(() -> said.contains("musical-1 is ready again"));
        part.ail("has lost a thread");
        await().until(() -> said.contains("musical-1 has lost a thread and was stopped; it is started again in 1 s"));
    }

    @Test
    void momentsOfAilmentRestartNothingHoweverMany() {
        keeper.start();
        keeper.awaitReady(PATIENCE);
        for (int i = 0; i < 5; i++) {
            part.ailFor(Keeper.AILING_LOOKS_MAX - 1, "does not answer");
            await().until(() -> part.isWell() && keeper.state() == Keeper.State.READY);
        }
        assertThat(part.starts()).isEqualTo(1);
        assertThat(said).isEmpty();
    }

    @Test
    void whatDoesNotComeToLifeWhenItIsStartedAgainIsStartedOnceMore() {
        Keeper hasty = new Keeper(part, said::add, Duration.ofMillis(10), Duration.ofMillis(300));
        hasty.start();
        hasty.awaitReady(PATIENCE);
        part.ready(false);
        part.die();
        await().until(() -> part.starts() == 2);
        part.ail("does not answer");
        await().until(() -> part.starts() >= 3);
        assertThat(said).contains("musical-1 does not answer and was stopped; it is started again in 1 s");
        part.ready(true);
        await().until(() -> hasty.state() == Keeper.State.READY);
        hasty.end();
        hasty.awaitStopped();
    }

    @Test
    void whatIsStoppedWhileItAilsStaysStopped() {
        keeper.start();
        keeper.awaitReady(PATIENCE);
        part.whenStopped(keeper::stop);
        part.ail("does not answer");
        keeper.awaitStopped();
        await().until(() -> keeper.state() == Keeper.State.STOPPED);
        assertThat(said).isEmpty();
        assertThat(part.starts()).isEqualTo(1);
    }

    @Test
    void whatStartsIsNotAskedBeforeItIsReady() {
        part.ready(false);
        keeper.start();
        await().until(() -> part.asked() > 1);
        assertThat(part.looks()).isZero();
    }

    private void awaitState(Keeper.State state) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> keeper.state() == state);
    }
}
