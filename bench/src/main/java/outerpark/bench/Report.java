package outerpark.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import outerpark.bench.goal.Result;
import outerpark.machine.console.Table;

/** What was measured: a table for people, JSON for programs. */
record Report(Machine machine, Instant at, boolean isQuick, List<Result> results) {

    private static final JsonMapper JSON = new JsonMapper();

    void print(PrintStream out) {
        out.println();
        out.println(machine.inWords() + (isQuick ? "; a quick run, whose figures say little" : ""));
        out.println();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("goal", "what", "to reach", "median", "worst", "verdict"));
        for (Result result : results) {
            rows.add(List.of(
                    result.goal().id(),
                    result.goal().what(),
                    result.goal().text(),
                    result.goal().text(result.median()),
                    result.goal().text(result.worst()),
                    verdict(result)));
        }
        Table.print(rows, out);
    }

    private static String verdict(Result result) {
        if (result.goal().bound() == null) {
            return "";
        }
        return result.isReached() ? "reached" : "missed";
    }

    /** Into a new file of the folder, named for the time. */
    Path write(Path folder) throws IOException {
        ObjectNode report = JSON.createObjectNode();
        report.put("at", at.toString());
        report.put("quick", isQuick);
        report.set("machine", JSON.valueToTree(machine));
        ArrayNode all = report.putArray("results");
        for (Result result : results) {
            ObjectNode one = all.addObject();
            one.put("goal", result.goal().id());
            one.put("what", result.goal().what());
            one.put("unit", result.goal().unit());
            one.put("bound", result.goal().bound());
            one.put("boundIsLeast", result.goal().isLeast());
            one.put("median", result.median());
            one.put("worst", result.worst());
            one.put("reached", result.isReached());
            one.set("figures", JSON.valueToTree(result.figures()));
            one.put("note", result.note());
        }
        Files.createDirectories(folder);
        Path file = folder.resolve(at.toString().replace(':', '-') + ".json");
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
        return file;
    }
}
