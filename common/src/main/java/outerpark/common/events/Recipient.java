package outerpark.common.events;

import java.util.List;

/** Whom events are brought to, by {@link Delivery}: a handler, together with the store that its effects go to. */
public interface Recipient {

    /** As log lines name it. */
    String name();

    /** Acts on all of them, in order, and parks those that cannot be read; all of it or nothing. */
    void act(List<Told> batch);

    /** Parks an event that it could not act on, alone. */
    void park(Told told, String reason);

    /** Whether it was not the events' fault: then nothing is parked, and the same is to be tried again. */
    boolean mayPass(RuntimeException failure);
}
