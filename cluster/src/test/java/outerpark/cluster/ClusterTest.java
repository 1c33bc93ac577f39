package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import outerpark.machine.console.Refused;

final class ClusterTest {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final StandIn postgresql = new StandIn("postgresql", heard::add);
    private final StandIn kafka = new StandIn("kafka", heard::add);
    private final StandIn redis = new StandIn("redis", heard::add);
    private final StandIn gateway = new StandIn("gateway", heard::add);
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Cluster cluster =
            new Cluster(List.of(List.of(postgresql), List.of(kafka, redis), List.of(gateway)), said::add);

    @AfterEach
    void stop() {
        cluster.stop();
    }

    @Test
    void startsInOrderAndStopsInTheReverse() {
        cluster.start();
        assertThat(cluster.isReady()).isTrue();
        assertThat(said).containsExactly("Starting postgresql", "Starting kafka and redis", "Starting gateway");
        assertThat(heard.getFirst()).isEqualTo("start postgresql");
        assertThat(heard.subList(1, 3)).containsExactlyInAnyOrder("start kafka", "start redis");
        assertThat(heard.getLast()).isEqualTo("start gateway");
        heard.clear();
        cluster.stop();
        assertThat(heard.getFirst()).isEqualTo("stop gateway");
        assertThat(heard.subList(1, 3)).containsExactlyInAnyOrder("stop kafka", "stop redis");
        assertThat(heard.getLast()).isEqualTo("stop postgresql");
    }

    @Test
    void whatDoesNotStartKeepsWhatComesAfterItFromStarting() {
        kafka.refuseToStart(true);
        assertThatExceptionOfType(Refused.class).isThrownBy(cluster::start).withMessage("kafka has no stage");
        cluster.stop();
        assertThat(gateway.starts()).isZero();
        assertThat(heard).endsWith("stop postgresql").doesNotContain("stop gateway");
        assertThat(cluster.isReady()).isFalse();
    }

    @Test
    void theDoorIsTheLastToOpen() {
        assertThat(cluster.door()).isEqualTo(gateway.address());
    }
}
