/**
 * The public contract, tested from outside: the suites know HTTP, signals and the console, and nothing of the code.
 * Each takes its {@link outerpark.acceptance.SystemUnderTest} as it is given, so the same suites can run against every
 * way of running the product.
 */
@NullMarked
package outerpark.acceptance;

import org.jspecify.annotations.NullMarked;
