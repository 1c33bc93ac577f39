package outerpark.cluster;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import outerpark.machine.DataFolder;

/** The Kafka of a cluster. */
final class KafkaPart implements Part {

    static final String NAME = "kafka";

    /** Of its data, in the data folder. */
    static final String FOLDER = "kafka";

    private final Path log;
    private final KafkaBroker broker;

    KafkaPart(DataFolder folder, KafkaBroker.Ports ports, Map<String, String> overriding) {
        this.log = folder.logs().resolve("kafka.log");
        this.broker = new KafkaBroker(folder.path().resolve(FOLDER), log, ports, overriding);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String address() {
        return broker.bootstrapServers();
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public void start() {
        broker.start();
    }

    @Override
    public void stop() {
        broker.close();
    }

    @Override
    public Optional<Process> process() {
        return broker.process();
    }

    /** It answers when its start returns. */
    @Override
    public boolean isReady() {
        return isAlive();
    }
}
