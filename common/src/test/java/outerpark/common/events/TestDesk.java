package outerpark.common.events;

import java.util.List;
import java.util.Optional;
import outerpark.http.Page;

/** The desk of dead letters, for tests of other packages: one handler's letters. */
public final class TestDesk {

    private static final Page ALL = new Page(0, 200);

    private final EventHandler handler;
    private final DeadLetterDesk desk;

    public TestDesk(EventHandler handler) {
        this.handler = handler;
        this.desk = new DeadLetterDesk(
                List.of(handler), List.of(handler.database()), (source, position) -> Optional.empty());
    }

    /** The newest first, with their data. */
    public List<DeadLetter> letters() {
        return desk.list(null, handler.name(), ALL).items().stream()
                .map(letter -> desk.find(letter.service(), letter.id()).orElseThrow())
                .toList();
    }

    /** Whether the handler has acted on it now. */
    public boolean replay(DeadLetter letter) {
        return desk.replay(letter.service(), letter.id()).orElseThrow().isActedOn();
    }
}
