package outerpark.bench.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import outerpark.machine.console.Refused;

/** The processor time of processes, as Linux counts it. */
public final class Cpu {

    /** Of a clock tick, as {@code /proc} counts them: Linux shows a hundred a second on every machine. */
    private static final int MICROS_PER_TICK = 10_000;

    /** Behind the name, which may have spaces: user, system, and the same of children that have ended (proc(5)). */
    private static final int USER = 11;

    private static final int CHILDREN_SYSTEM = 14;

    private Cpu() {}

    /** Whether this machine tells. */
    public static boolean isCounted() {
        return Files.exists(Path.of("/proc/self/stat"));
    }

    /** What these processes and all below them have used so far, in microseconds. */
    public static long micros(Collection<Long> processes) {
        Set<Long> all = new TreeSet<>(processes);
        processes.forEach(pid -> ProcessHandle.of(pid)
                .ifPresent(process -> process.descendants().forEach(child -> all.add(child.pid()))));
        return all.stream().mapToLong(Cpu::ticks).sum() * MICROS_PER_TICK;
    }

    private static long ticks(long pid) {
        try {
            return ticks(Files.readString(Path.of("/proc/" + pid + "/stat")));
        } catch (IOException e) {
            return 0; // it has ended, and its parent has its time
        }
    }

    static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        if (fields.length <= CHILDREN_SYSTEM) {
            throw new Refused("this machine counts processor time in a way that is not known here: " + stat);
        }
        long ticks = 0;
        for (int i = USER; i <= CHILDREN_SYSTEM; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }
}
