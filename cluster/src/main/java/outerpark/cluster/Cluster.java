package outerpark.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import outerpark.machine.console.Refused;

/** All parts and their keepers, in the order in which they start, and the reverse of which they stop. */
final class Cluster {

    private final List<Stage> stages;

    private final Consumer<String> say;

    /** Parts that start together, when those of the stages before are ready. */
    private record Stage(List<Keeper> keepers) {

        String names() {
            List<String> names =
                    keepers.stream().map(keeper -> keeper.part().name()).toList();
            return names.size() == 1
                    ? names.getFirst()
                    : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
        }
    }

    /**
     * Describes it; it runs from {@link #start} on.
     *
     * @param stages the parts that start together, in the order in which they do
     * @param say tells whoever looks on what happens, a line at a time
     */
    Cluster(List<List<Part>> stages, Consumer<String> say) {
        this.stages = stages.stream()
                .map(parts -> new Stage(
                        parts.stream().map(part -> new Keeper(part, say)).toList()))
                .toList();
        this.say = say;
    }

    /**
     * Returns when all of it is ready.
     *
     * @throws Refused if a part does not start, or if all of it is asked to stop; what runs by then runs on
     */
    void start() {
        for (Stage stage : stages) {
            say.accept("Starting " + stage.names());
            stage.keepers().forEach(Keeper::start);
            stage.keepers().forEach(keeper -> keeper.awaitReady(Keeper.START_WITHIN));
        }
    }

    /** Returns when all of it has stopped. It cannot be started again. */
    void stop() {
        for (Stage stage : stages.reversed()) {
            stopAll(stage.keepers());
        }
        keepers().forEach(Keeper::end);
    }

    /** A row for each part, below one with the columns' names. */
    List<List<String>> table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "PID", "ADDRESS", "STATE", "LOG"));
        keepers().forEach(keeper -> rows.add(row(keeper)));
        return rows;
    }

    /** Where customers come in. */
    String door() {
        return stages.getLast().keepers().getFirst().part().address();
    }

    boolean isReady() {
        return keepers().allMatch(keeper -> keeper.state() == Keeper.State.READY);
    }

    /**
     * Starts those parts and returns when they are ready.
     *
     * @throws Refused if there is no part of a name, or one does not start
     */
    void start(List<String> names) {
        List<Keeper> meant = named(names);
        meant.forEach(Keeper::start);
        meant.forEach(keeper -> keeper.awaitReady(Keeper.START_WITHIN));
    }

    /**
     * Stops those parts, until they are started again, and returns when they have stopped.
     *
     * @throws Refused if there is no part of a name
     */
    void stop(List<String> names) {
        stopAll(named(names));
    }

    /**
     * Restarts those parts, one after the other, each when the one before is ready again.
     *
     * @throws Refused if there is no part of a name, or one does not start
     */
    void restart(List<String> names) {
        for (Keeper keeper : named(names)) {
            stopAll(List.of(keeper));
            keeper.start();
            keeper.awaitReady(Keeper.START_WITHIN);
        }
    }

    private static void stopAll(List<Keeper> keepers) {
        keepers.forEach(Keeper::stop);
        keepers.forEach(Keeper::awaitStopped);
    }

    /** A service's name means all its replicas. */
    private List<Keeper> named(List<String> names) {
        return names.stream().flatMap(this::named).distinct().toList();
    }

    private Stream<Keeper> named(String name) {
        List<Keeper> meant = keepers()
                .filter(keeper -> keeper.part().name().equals(name)
                        || keeper.part().name().startsWith(name + "-"))
                .toList();
        if (meant.isEmpty()) {
            throw Refused.usage("there is no %s in the cluster; there are %s"
                    .formatted(
                            name, keepers().map(keeper -> keeper.part().name()).collect(Collectors.joining(", "))));
        }
        return meant.stream();
    }

    private Stream<Keeper> keepers() {
        return stages.stream().flatMap(stage -> stage.keepers().stream());
    }

    private static List<String> row(Keeper keeper) {
        Part part = keeper.part();
        String pid = part.pid().isPresent() ? Long.toString(part.pid().getAsLong()) : "-";
        return List.of(
                part.name(),
                pid,
                part.address(),
                keeper.state().toString(),
                part.log().toString());
    }
}
