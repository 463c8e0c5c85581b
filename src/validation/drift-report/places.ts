import { REPORT_FOLDERS } from "../usual-folders.ts";

export const DRIFT_REPORT_PLACES: readonly string[] = [
  ...["*drift*.{json,csv}", "{data,models}/{,*/}*drift*.json"],
  ...REPORT_FOLDERS.map((folder) => `${folder}/{*drift*,*psi*}.csv`),
  ...REPORT_FOLDERS.flatMap((folder) => [`${folder}/*drift*.json`, `${folder}/*/*drift*.json`]),
];
