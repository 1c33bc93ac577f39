package outerpark.bench.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import outerpark.machine.console.Refused;

/** What can be done to processes from outside. */
final class Processes {

    private Processes() {}

    /** With all that it has started. */
    static List<ProcessHandle> family(long pid) {
        List<ProcessHandle> family = new ArrayList<>();
        ProcessHandle.of(pid).ifPresent(first -> {
            family.add(first);
            first.descendants().forEach(family::add);
        });
        return family;
    }

    static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    /** They stand still, and nobody is told. */
    static void stop(List<ProcessHandle> processes) throws IOException {
        signal("STOP", processes);
    }

    static void goOn(List<ProcessHandle> processes) throws IOException {
        signal("CONT", processes);
    }

    private static void signal(String name, List<ProcessHandle> processes) throws IOException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.stream()
                .filter(ProcessHandle::isAlive)
                .map(process -> Long.toString(process.pid()))
                .forEach(command::add);
        if (command.size() > 2) {
            run(command);
        }
    }

    /** Runs it to its end; whether it succeeded. */
    static boolean run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }
}
