// The functions that the host calls: see ../int64-range.ts and ../../parquet/snappy.ts.
export { findRange, INTEGERS } from "./range";
export { BLOCK, unpackSnappy } from "./snappy";
