@org.jspecify.annotations.NullMarked
package outerpark.bench.load;
