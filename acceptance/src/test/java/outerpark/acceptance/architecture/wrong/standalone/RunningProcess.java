package outerpark.acceptance.architecture.wrong.standalone;

/** Right by itself. */
public record RunningProcess(int port) {}
