/**
 * What an installation has on the machine it runs on: its data folder and the secrets in it, its own PostgreSQL, the
 * roles of its services there.
 */
@NullMarked
package outerpark.machine;

import org.jspecify.annotations.NullMarked;
