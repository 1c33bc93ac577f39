package outerpark.process.customercenter;

import io.vertx.core.Future;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Lua script, which Redis runs as a whole: nobody sees half of what it does. */
final class Script {

    private static final String NOT_LOADED = "NOSCRIPT";

    private final String text;
    private final String digest;
    private final List<String> keys;

    /**
     * Reads it from the class path.
     *
     * @param keys its KEYS, in their order
     */
    Script(String name, String... keys) {
        this.text = textOf(name);
        this.digest = digestOf(text);
        this.keys = List.of(keys);
    }

    /** Runs it; the server is sent the text only if it does not know it yet. */
    Future<@Nullable Response> run(RedisAPI redis, List<String> arguments) {
        return redis.evalsha(command(digest, arguments))
                .recover(failure -> String.valueOf(failure.getMessage()).startsWith(NOT_LOADED)
                        ? redis.eval(command(text, arguments))
                        : Future.failedFuture(failure));
    }

    private List<String> command(String script, List<String> arguments) {
        List<String> command = new ArrayList<>(2 + keys.size() + arguments.size());
        command.add(script);
        command.add(Integer.toString(keys.size()));
        command.addAll(keys);
        command.addAll(arguments);
        return command;
    }

    private static String textOf(String name) {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream("/redis/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digestOf(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1 is part of every Java platform", e);
        }
    }
}
