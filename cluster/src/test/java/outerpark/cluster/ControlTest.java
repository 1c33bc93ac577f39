package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import outerpark.machine.DataFolder;
import outerpark.machine.Marker;
import outerpark.machine.console.Refused;

/** The commands and what answers them, over the real way between them; the parts are stand-ins. */
final class ControlTest {

    @TempDir
    private Path temp;

    private final CountDownLatch askedToStop = new CountDownLatch(1);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final StandIn musical1 = new StandIn("musical-1", heard::add);
    private final StandIn musical2 = new StandIn("musical-2", heard::add);
    private final StandIn gateway = new StandIn("gateway", heard::add);
    private DataFolder folder;
    private Cluster cluster;
    private Control control;

    @BeforeEach
    void open() throws IOException {
        folder = DataFolder.open(temp.resolve("data"), Marker.Topology.CLUSTER);
        cluster = new Cluster(List.of(List.of(musical1, musical2), List.of(gateway)), line -> {});
        control = Control.open(folder, cluster, askedToStop::countDown);
        cluster.start();
        heard.clear();
    }

    @AfterEach
    void close() {
        cluster.stop();
        control.close();
        folder.close();
    }

    @Test
    void statusShowsTheTableAndFailsUnlessAllIsReady() {
        Said all = said("status");
        assertThat(all.exitCode()).isZero();
        assertThat(all.text().lines())
                .containsExactly(
                        "NAME       PID  ADDRESS  STATE  LOG",
                        "musical-1  -    here     ready  musical-1.log",
                        "musical-2  -    here     ready  musical-2.log",
                        "gateway    -    here     ready  gateway.log");
        said("stop", "musical-2");
        Said without = said("status");
        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.text()).contains("musical-2  -    here     stopped  musical-2.log");
    }

    @Test
    void aServiceIsAllItsReplicas() {
        assertThat(said("stop", "musical").text()).isEqualTo("stopped: musical\n");
        assertThat(heard).containsExactlyInAnyOrder("stop musical-1", "stop musical-2");
        heard.clear();
        assertThat(said("start", "musical").text()).isEqualTo("ready: musical\n");
        assertThat(heard).containsExactlyInAnyOrder("start musical-1", "start musical-2");
    }

    @Test
    void replicasRestartOneAfterTheOther() {
        assertThat(said("restart", "musical").exitCode()).isZero();
        assertThat(heard).containsExactly("stop musical-1", "start musical-1", "stop musical-2", "start musical-2");
    }

    @Test
    void aReplicaThatDoesNotStartKeepsTheNextRunning() {
        musical1.refuseToStart(true);
        assertRefused(1, "musical-1 has no stage", "restart", "musical");
        assertThat(heard).doesNotContain("stop musical-2");
    }

    @Test
    void severalNamesAreDoneAtOnce() {
        said("stop", "gateway", "musical-1");
        assertThat(heard).containsExactlyInAnyOrder("stop gateway", "stop musical-1");
    }

    @ParameterizedTest
    @CsvSource({
        "stop, box-office, there is no box-office in the cluster",
        "stop, music, there is no music in the cluster",
        "restart, , needs to know what",
        "start, , needs to know what",
        "status, musical, takes no names",
        "status, --port=1, no option --port"
    })
    void whatMakesNoSenseIsSaidSo(String command, String name, String line) {
        assertRefused(2, line, name == null ? new String[] {command} : new String[] {command, name});
        assertThat(heard).isEmpty();
    }

    @Test
    void whereNoneRunsThatIsSaid() throws IOException {
        Path elsewhere = temp.resolve("elsewhere");
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() ->
                        ControlCommand.run(List.of("status", "--data-dir", elsewhere.toString()), Map.of(), System.out))
                .withMessageContaining("no cluster runs on " + elsewhere);
        control.close();
        assertRefused(1, "no cluster runs on", "status");
        new ControlFile(control.file().address(), "left", 1).writeTo(folder);
        assertRefused(1, "no cluster runs on", "status");
    }

    @Test
    void nobodyElseIsObeyed() throws IOException {
        Path file = folder.path().resolve("control.properties");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        new ControlFile(control.file().address(), "guessed", 1).writeTo(folder);
        assertRefused(1, "somebody else", "stop", "gateway");
        assertThat(heard).isEmpty();
    }

    @Test
    void whoStopsAllOfItIsAnsweredWhenAllHasStopped() throws Exception {
        long nobody = Long.MAX_VALUE;
        new ControlFile(control.file().address(), control.file().credential(), nobody).writeTo(folder);
        CompletableFuture<Said> stop = CompletableFuture.supplyAsync(() -> said("stop"));
        assertThat(askedToStop.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(stop).isNotDone();
        cluster.stop();
        control.close();
        assertThat(stop.get(10, TimeUnit.SECONDS)).isEqualTo(new Said(0, "OuterPark has stopped\n"));
    }

    private record Said(int exitCode, String text) {}

    private Said said(String... arguments) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--data-dir", folder.path().toString()));
        int exitCode = ControlCommand.run(all, Map.of(), new PrintStream(text, true, StandardCharsets.UTF_8));
        return new Said(exitCode, text.toString(StandardCharsets.UTF_8));
    }

    private void assertRefused(int exitCode, String line, String... arguments) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> said(arguments))
                .withMessageContaining(line)
                .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(exitCode));
    }
}
