package outerpark.process.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;
import outerpark.contracts.events.Event;

/** The topics that the events lie in. Whoever comes first makes them. */
final class Topics {

    private static final Logger LOG = Logger.getLogger(Topics.class);

    /** The service that tells about shows, beside what it tells about reservations. */
    private static final String TELLS_ABOUT_SHOWS = "musical";

    private static final Set<String> ABOUT_SHOWS = Stream.of(Event.OfMusical.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toUnmodifiableSet());

    private static final String FOR_EVER = "-1";

    private final KafkaConfig.Topic config;
    private boolean areThere;

    Topics(KafkaConfig.Topic config) {
        this.config = config;
    }

    /** Where an event of that type lies. */
    String of(String type) {
        return ABOUT_SHOWS.contains(type) ? config.musicals() : config.reservations();
    }

    Set<String> names() {
        return Set.of(config.reservations(), config.musicals());
    }

    /** Where these services' events lie. */
    Set<String> ofSources(Set<String> services) {
        return services.contains(TELLS_ABOUT_SHOWS)
                ? Set.of(config.reservations(), config.musicals())
                : Set.of(config.reservations());
    }

    /**
     * Returns when they are there; those that are missing are made.
     *
     * @throws KafkaException if that cannot be known or done now
     */
    synchronized void require(Supplier<Admin> client) {
        if (areThere) {
            return;
        }
        try (Admin admin = client.get()) {
            Set<String> known = admin.listTopics().names().get();
            for (String name : List.of(config.reservations(), config.musicals())) {
                if (!known.contains(name)) {
                    make(admin, name);
                }
            }
            areThere = true;
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private void make(Admin admin, String name) throws InterruptedException, ExecutionException {
        NewTopic topic = new NewTopic(name, config.partitions(), config.replicationFactor())
                .configs(Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms",
                                config.retention()
                                        .map(Duration::toMillis)
                                        .map(Object::toString)
                                        .orElse(FOR_EVER),
                        "min.insync.replicas", Integer.toString(copiesMin())));
        try {
            admin.createTopics(List.of(topic)).all().get();
            LOG.infof("made the topic %s with %d partitions", name, config.partitions());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** An event is acknowledged when half of its copies are written, more if their number is odd. */
    private int copiesMin() {
        return (config.replicationFactor() + 1) / 2;
    }
}
