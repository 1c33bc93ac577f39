package outerpark.process.customercenter;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import outerpark.machine.FreePort;
import redis.embedded.RedisServer;

/** A real Redis for tests: one server for the whole test run, emptied for each asking. */
final class TestRedis {

    static final Vertx VERTX = Vertx.vertx();
    private static final int ATTEMPTS = 3;
    private static final String URL = start();

    private TestRedis() {}

    static RedisAPI empty() {
        RedisAPI redis = RedisAPI.api(client());
        await(redis.flushall(List.of()));
        return redis;
    }

    /** Another client of the same server, with what is in it. */
    static Redis client() {
        return Redis.createClient(VERTX, URL);
    }

    static Response await(Future<@Nullable Response> answer) {
        return Objects.requireNonNull(
                answer.toCompletionStage().toCompletableFuture().join());
    }

    private static String start() {
        for (int attempt = 1; ; attempt++) {
            try {
                return start(FreePort.choose());
            } catch (IOException e) {
                // Somebody else may have taken the port since it was chosen.
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static String start(int port) throws IOException {
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(server)));
        return "redis://127.0.0.1:" + port;
    }

    private static void stop(RedisServer server) {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
