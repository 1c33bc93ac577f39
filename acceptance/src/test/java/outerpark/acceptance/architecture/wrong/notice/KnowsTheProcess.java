package outerpark.acceptance.architecture.wrong.notice;

import outerpark.acceptance.architecture.wrong.standalone.RunningProcess;

/** Wrong: a service does not know the process that it runs in. */
public record KnowsTheProcess(RunningProcess process) {}
