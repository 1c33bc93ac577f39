@org.jspecify.annotations.NullMarked
package outerpark.bench.goal;
