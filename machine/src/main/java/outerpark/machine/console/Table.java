package outerpark.machine.console;

import java.io.PrintStream;
import java.util.List;

/** Prints rows in columns, for people. */
public final class Table {

    private static final String GAP = "  ";

    private Table() {}

    /** The rows, all of as many cells; each column but the last is as wide as its widest cell. */
    public static void print(List<List<String>> rows, PrintStream out) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length - 1; i++) {
                String cell = row.get(i);
                line.append(cell).repeat(' ', widths[i] - cell.length()).append(GAP);
            }
            out.println(line.append(row.getLast()));
        }
    }
}
