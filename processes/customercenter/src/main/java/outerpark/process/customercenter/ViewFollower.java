package outerpark.process.customercenter;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import outerpark.common.events.DeadLetters;
import outerpark.common.events.Pace;
import outerpark.process.kafka.KafkaClients;
import outerpark.process.kafka.KafkaFollower;

/** Brings the log to the view, which keeps its places itself. */
@Singleton
final class ViewFollower {

    private ViewFollower() {}

    @Produces
    @Singleton
    static KafkaFollower follower(
            ViewStore store,
            RedisView view,
            StoriesFollowTheLog handler,
            KafkaClients clients,
            Pace pace,
            Clock clock) {
        DeadLetters deadLetters =
                new DeadLetters(handler.name(), handler.database().service());
        ViewWriter writer = new ViewWriter(store, view, handler, deadLetters);
        return new KafkaFollower(handler.name(), handler.sources(), writer, deadLetters, writer, clients, pace, clock);
    }
}
