package outerpark.acceptance.architecture.wrong.payment.util;

/** Wrong: a package that says nothing, neither by its name nor of what may be null. */
public record Whatever(String text) {}
