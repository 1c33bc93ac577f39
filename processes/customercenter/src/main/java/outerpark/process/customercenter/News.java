package outerpark.process.customercenter;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import outerpark.customercenter.LiveStreams;

/**
 * Hears from Redis which stories have something new, whichever process has written it, and has the streams of this one
 * look at them. What is missed while Redis is away is found at the streams' next heartbeat.
 */
@Singleton
final class News {

    private static final Logger LOG = Logger.getLogger(News.class);
    private static final Duration LISTEN_AGAIN_AFTER = Duration.ofSeconds(1);

    private final Redis redis;
    private final LiveStreams streams;
    private final Vertx vertx;

    /** A line in the log for each change is enough. */
    private final AtomicBoolean isDeaf = new AtomicBoolean();

    News(Redis redis, LiveStreams streams, Vertx vertx) {
        this.redis = redis;
        this.streams = streams;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        listen();
    }

    private void listen() {
        redis.connect().compose(this::subscribe).onFailure(failure -> {
            if (isDeaf.compareAndSet(false, true)) {
                LOG.warnf("cannot hear of news now: %s", failure.getMessage());
            }
            listenAgain();
        });
    }

    private Future<?> subscribe(RedisConnection connection) {
        connection.handler(this::heard);
        connection.exceptionHandler(failure -> LOG.debugf(failure, "the connection for news is lost"));
        return connection
                .send(Request.cmd(Command.SUBSCRIBE).arg(ViewStore.NEWS))
                .onSuccess(subscribed -> listensAt(connection))
                .onFailure(failure -> connection.close());
    }

    /** Its end is not looked at before, so that a connection is replaced once, whichever way it is lost. */
    private void listensAt(RedisConnection connection) {
        connection.endHandler(end -> listenAgain());
        if (isDeaf.compareAndSet(true, false)) {
            LOG.info("hears of news again");
        }
    }

    private void listenAgain() {
        vertx.setTimer(LISTEN_AGAIN_AFTER.toMillis(), timer -> listen());
    }

    /** A message is a kind, a channel and, if it is one of ours, a reservation. */
    private void heard(Response message) {
        if (message.type() == ResponseType.PUSH || message.type() == ResponseType.MULTI) {
            if (message.size() == 3 && message.get(0).toString().equals("message")) {
                streams.told(Set.of(UUID.fromString(message.get(2).toString())));
            }
        }
    }
}
