package outerpark.cluster;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import outerpark.machine.DataFolder;
import outerpark.machine.EmbeddedServer;
import outerpark.machine.ServiceRoles;

/** The PostgreSQL of a cluster. It has a process of its own, which is no child of ours. */
final class PostgresPart implements Part {

    private final DataFolder folder;
    private volatile @Nullable EmbeddedServer server;

    PostgresPart(DataFolder folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public String address() {
        EmbeddedServer known = server;
        return known == null ? "" : "127.0.0.1:" + known.port();
    }

    @Override
    public Path log() {
        return folder.logs().resolve("postgres-*.log");
    }

    /** What a service connects to, once this has been started. */
    String urlFor(String service) {
        EmbeddedServer known = server;
        if (known == null) {
            throw new IllegalStateException("PostgreSQL has never been started");
        }
        return known.admin(service).urlForServices();
    }

    /** Makes the databases and roles the first time; from then on it stays at its port. */
    @Override
    public void start() {
        EmbeddedServer known = server;
        if (known == null) {
            EmbeddedServer started = EmbeddedServer.start(folder);
            server = started;
            ServiceRoles.prepareCluster(started, folder);
        } else {
            known.reviveIfDown();
        }
    }

    @Override
    public void stop() {
        EmbeddedServer known = server;
        if (known != null) {
            known.close();
        }
    }

    @Override
    public boolean isReady() {
        return isAlive();
    }

    @Override
    public boolean isAlive() {
        EmbeddedServer known = server;
        return known != null && known.isListening();
    }

    @Override
    public Optional<Process> process() {
        return Optional.empty();
    }

    @Override
    public OptionalLong pid() {
        EmbeddedServer known = server;
        return known == null ? OptionalLong.empty() : known.pid();
    }

    @Override
    public String ending() {
        return "is down";
    }
}
