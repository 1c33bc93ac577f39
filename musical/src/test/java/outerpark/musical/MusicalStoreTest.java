package outerpark.musical;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import outerpark.common.database.Database;
import outerpark.http.Page;
import outerpark.musical.domain.Musical;
import outerpark.musical.domain.Musical.Status;

class MusicalStoreTest {

    private final Database database = TestShows.database();

    @Test
    void aShowReadsBackAsItWasStoredAndAsItWasChanged() {
        Musical show = Musical.register(7, "뮤지컬", 50_000, 100, 10, TestShows.AT);
        assertThat(insert(show)).isTrue();
        assertThat(TestShows.show(database, 7)).contains(show);

        Musical changed = new Musical(7, "COOL", 0, 90, 90, 3, Status.CLOSED, 2, TestShows.AT);
        database.run(t -> MusicalStore.update(t.connection(), changed));
        assertThat(TestShows.show(database, 7)).contains(changed);
        List<Musical> locked = database.write(t -> MusicalStore.lock(t.connection(), Set.of(7L, 8L)));
        assertThat(locked).containsExactly(changed);
    }

    @Test
    void anIdThatIsTakenIsNotStoredOver() {
        TestShows.register(database, 7, 100);

        assertThat(insert(Musical.register(7, "another", 1, 1, 1, TestShows.AT)))
                .isFalse();
        assertThat(TestShows.reservable(database, 7)).isEqualTo(100);
    }

    @Test
    void showsAreListedByIdAPageAtATime() {
        List.of(5L, 3L, 9L).forEach(id -> TestShows.register(database, id, 1));

        Page.Of<Musical> page = database.read(c -> MusicalStore.list(c, new Page(1, 2)));
        assertThat(page.items()).extracting(Musical::musicalId).containsExactly(9L);
        assertThat(page.total()).isEqualTo(3);
    }

    @Test
    void theNextFreeIdJumpsOverThoseThatWereChosen() {
        assertThat(nextFreeId()).isEqualTo(1);
        List.of(2L, 3L, 5L).forEach(id -> TestShows.register(database, id, 1));

        assertThat(nextFreeId()).isEqualTo(4);
        assertThat(nextFreeId()).isEqualTo(6);
        assertThat(nextFreeId()).isEqualTo(7);
    }

    @Test
    void theHighestIdThereIsDoesNotStandInTheWayOfTheNextFreeOne() {
        TestShows.register(database, Long.MAX_VALUE, 1);
        TestShows.register(database, 1, 1);

        assertThat(nextFreeId()).isEqualTo(2);
    }

    private boolean insert(Musical show) {
        return database.write(t -> MusicalStore.insert(t.connection(), show));
    }

    private long nextFreeId() {
        return database.read(MusicalStore::nextFreeId);
    }
}
