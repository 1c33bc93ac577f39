/** The view in PostgreSQL, as standalone has it: its rows are written in the transactions that move its cursors. */
@NullMarked
package outerpark.customercenter.postgres;

import org.jspecify.annotations.NullMarked;
