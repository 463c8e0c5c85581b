import { existsSync } from "node:fs";
import { tmpdir } from "node:os";

/** Where inputs are written: in memory, where there is such a place, for a disk takes most of the time. */
export const SCRATCH: string = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
