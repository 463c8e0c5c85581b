import fc from "fast-check";

// CI must give the same verdict twice. PROPERTY_SEED=$RANDOM npx vitest looks further.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });
