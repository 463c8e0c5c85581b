// The functions that the host calls: see ../int64-range.ts, ../quarter-counts.ts and ../../parquet/snappy.ts.
export { countQuarters, MOST_QUARTERS, QUARTERS } from "./quarters";
export { findRange, INTEGERS, RANGE } from "./range";
export { BLOCK, unpackSnappy } from "./snappy";
