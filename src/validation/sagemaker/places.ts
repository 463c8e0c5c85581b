import { REPORT_FOLDERS } from "../usual-folders.ts";

export const SAGEMAKER_PLACES: readonly string[] = [
  "",
  ...REPORT_FOLDERS.map((folder) => `${folder}/`),
].flatMap((folder) =>
  (folder === "" ? [""] : ["", "*/", "*/*/"]).map(
    (below) => `${folder}${below}{constraint,constraints}_violations.json`,
  ),
);
