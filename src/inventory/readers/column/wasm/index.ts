// The functions that the host calls: see ../int64-range.ts and ../../parquet/snappy.ts.
export { INTEGERS, rangeOf } from "./range";
export { BLOCK, unpackSnappy } from "./snappy";
