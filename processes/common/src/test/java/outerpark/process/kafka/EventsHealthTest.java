package outerpark.process.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import outerpark.common.events.EventChannels;
import outerpark.common.events.EventSignals;
import outerpark.common.events.Follower;
import outerpark.process.TestClock;

class EventsHealthTest {

    private final TestClock clock = new TestClock();
    private final EventChannels channels = new EventChannels(new EventSignals(), clock, new SimpleMeterRegistry());
    private final HealthCheck readiness = EventsHealth.connected(channels, clock);

    @Test
    void aProcessIsReadyAsSoonAsAllItsFollowersHaveTheirPartitions() {
        assertThat(status()).as("nothing started yet").isEqualTo(Status.DOWN);
        Standing first = new Standing("first");
        Standing second = new Standing("second");
        channels.start(List.of(first, second));
        first.connected = true;
        assertThat(status()).isEqualTo(Status.DOWN);
        assertThat(readiness.call().getData()).contains(Map.of("unconnected", "second"));
        second.connected = true;
        assertThat(status()).isEqualTo(Status.UP);
    }

    @Test
    void oneThatBeginsWhileKafkaIsAwayIsReadyWithoutItAfterAWhile() {
        channels.start(List.of(new Standing("handler")));
        clock.advance(EventsHealth.PATIENCE);
        assertThat(status()).isEqualTo(Status.DOWN);
        clock.advance(Duration.ofNanos(1_000));
        assertThat(status()).isEqualTo(Status.UP);
        assertThat(readiness.call().getData()).contains(Map.of("unconnected", "handler"));
    }

    @Test
    void oneThatHasItsPartitionsWithinThatTimeDoesNotWaitForItsEnd() {
        Standing follower = new Standing("handler");
        channels.start(List.of(follower));
        clock.advance(Duration.ofMillis(1));
        follower.connected = true;
        assertThat(status()).isEqualTo(Status.UP);
    }

    private Status status() {
        HealthCheckResponse response = readiness.call();
        return response.getStatus();
    }

    /** It follows nothing. */
    private static final class Standing implements Follower {

        private final String name;
        private boolean connected;

        Standing(String name) {
            this.name = name;
        }

        @Override
        public String handler() {
            return name;
        }

        @Override
        public Set<String> sources() {
            return Set.of();
        }

        @Override
        public void start() {}

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public boolean isConnected() {
            return connected;
        }

        @Override
        public double secondsBehind(String source) {
            return 0;
        }

        @Override
        public long parked(String source) {
            return 0;
        }

        @Override
        public String describe() {
            return name;
        }

        @Override
        public void close() {}
    }
}
