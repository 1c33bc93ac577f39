package outerpark.cluster;

import java.nio.file.Path;
import java.util.Optional;
import outerpark.machine.DataFolder;

/** The Redis of a cluster. */
final class RedisPart implements Part {

    /** Of its data, in the data folder. */
    static final String FOLDER = "redis";

    private final Path log;
    private final int port;
    private final RedisServer server;

    RedisPart(DataFolder folder, int port) {
        this.log = folder.logs().resolve("redis.log");
        this.port = port;
        this.server = new RedisServer(folder.path().resolve(FOLDER), log, port, folder.passwordFor("redis"));
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public void start() {
        server.start();
    }

    @Override
    public void stop() {
        server.close();
    }

    @Override
    public Optional<Process> process() {
        return server.process();
    }

    @Override
    public boolean isReady() {
        return server.isReady();
    }
}
