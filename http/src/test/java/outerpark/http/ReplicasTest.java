package outerpark.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicasTest {

    private static final URI A = URI.create("http://127.0.0.1:8081");
    private static final URI B = URI.create("http://127.0.0.1:8181");
    private static final URI C = URI.create("http://127.0.0.1:8281");
    private static final int KEYS = 3_000;
    private static final Duration ASIDE_FOR = Duration.ofSeconds(1);

    /** Begins where adding to it overflows: nanoTime may be any number. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);

    @Test
    void eachIsTheFirstInTurn() {
        Replicas replicas = of(A, B, C);

        assertThat(replicas.inTurn()).containsExactly(A, B, C);
        assertThat(replicas.inTurn()).containsExactly(B, C, A);
        assertThat(replicas.inTurn()).containsExactly(C, A, B);
        assertThat(replicas.inTurn()).containsExactly(A, B, C);
    }

    @Test
    void oneThatFailedComesLastUntilItsTimeIsOver() {
        Replicas replicas = of(A, B);
        replicas.setAside(A);

        assertThat(replicas.inTurn()).containsExactly(B, A);
        assertThat(replicas.inTurn()).containsExactly(B, A);
        now.addAndGet(ASIDE_FOR.toNanos() - 1);
        assertThat(replicas.inTurn()).containsExactly(B, A);
        assertThat(replicas.inTurn()).containsExactly(B, A);
        now.addAndGet(1);
        assertThat(replicas.inTurn()).containsExactly(A, B);
    }

    @Test
    void ifAllFailedAllAreTriedInTurn() {
        Replicas replicas = of(A, B);
        replicas.setAside(A);
        replicas.setAside(B);

        assertThat(replicas.inTurn()).containsExactly(A, B);
        assertThat(replicas.inTurn()).containsExactly(B, A);
    }

    @Test
    void theOnlyOneIsAlwaysTried() {
        Replicas replicas = of(A);
        replicas.setAside(A);

        assertThat(replicas.inTurn()).containsExactly(A);
        assertThat(replicas.inOrderOf("key")).containsExactly(A);
    }

    @Test
    void aKeyHasTheSameFirstOneWhoeverAsksAndHoweverTheyAreListed() {
        Replicas mine = of(A, B, C);
        Replicas theirs = of(C, A, B);
        keys().forEach(key -> {
            List<URI> order = mine.inOrderOf(key);
            assertThat(order).containsExactlyInAnyOrder(A, B, C);
            assertThat(mine.inOrderOf(key)).isEqualTo(order);
            assertThat(theirs.inOrderOf(key)).isEqualTo(order);
        });
    }

    @Test
    void eachIsTheFirstOfAboutAsManyKeys() {
        Replicas replicas = of(A, B, C);
        Map<URI, Long> firsts = keys().collect(
                        Collectors.groupingBy(key -> replicas.inOrderOf(key).getFirst(), Collectors.counting()));
        assertThat(firsts.values()).hasSize(3).allMatch(count -> count > KEYS / 3 * 0.9 && count < KEYS / 3 * 1.1);
    }

    @Test
    void oneMoreTakesItsOwnKeysAndMovesNoOthers() {
        Replicas two = of(A, B);
        Replicas three = of(A, B, C);
        keys().forEach(key -> assertThat(three.inOrderOf(key).getFirst())
                .isIn(two.inOrderOf(key).getFirst(), C));
    }

    @Test
    void oneThatFailedIsLeftAsideForItsKeysTooUntilItsTimeIsOver() {
        Replicas replicas = of(A, B);
        URI first = replicas.inOrderOf("key").getFirst();
        replicas.setAside(first);

        assertThat(replicas.inOrderOf("key")).last().isEqualTo(first);
        now.addAndGet(ASIDE_FOR.toNanos());
        assertThat(replicas.inOrderOf("key")).first().isEqualTo(first);
    }

    /** As UUIDs that differ in few of their digits. */
    private static Stream<String> keys() {
        return IntStream.range(0, KEYS).mapToObj("0198c2a4-7b1e-7c3f-9d52-3a1f0e6%05x"::formatted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8081",
                "//localhost:8081",
                "https://localhost:8081",
                "http:///musicals",
                "http://localhost:8081/musicals",
                "http://localhost:8081?x",
                "musical",
                ""
            })
    void anAddressIsABaseUrl(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> of(URI.create(text)));
    }

    @Test
    void aServiceHasAnAddress() {
        assertThatIllegalArgumentException().isThrownBy(this::of);
    }

    private Replicas of(URI... addresses) {
        return new Replicas(List.of(addresses), ASIDE_FOR, now::get);
    }
}
