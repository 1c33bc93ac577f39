/** One service's database: transactions whose outcome is known, or known to be unknown, and set-based SQL. */
@NullMarked
package outerpark.common.database;

import org.jspecify.annotations.NullMarked;
