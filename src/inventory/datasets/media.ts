import { pathFolders, tellingWords } from "./path-words.ts";
import { SPLITS } from "./split-names.ts";

/** Kinds of files of which each is one sample. */
export type Medium = "image" | "audio" | "text";

const MEDIA = new Map<string, Medium>([
  ...extensions("png jpg jpeg gif bmp tif tiff webp ppm pgm dcm heic", "image"),
  ...extensions("wav mp3 flac ogg m4a opus aif aiff", "audio"),
  ...extensions("txt", "text"),
]);

function extensions(text: string, medium: Medium): [string, Medium][] {
  return text.split(" ").map((extension) => [`.${extension}`, medium]);
}

/** Fewer texts in a folder's tree are notes beside data. */
const LEAST_TEXTS = 10;

/** Folders of what is known about samples, such as the masks of images. */
const ABOUT_SAMPLES = new Set(
  "annotation annotations label labels mask masks segmentation segmentations bbox bboxes thumbnail thumbnails".split(
    " ",
  ),
);

/** A file of a source; its path is relative to the source. */
interface Listed {
  readonly path: string;
  readonly extension: string;
}

/**
 * Of the files of a source those that are samples by themselves: images, audio, and texts where ten or
 * more lie in folders beside no images or audio, which they would describe.
 *
 * @returns the files that are samples, with their medium, and "about" for those that describe them;
 * all others are not in it
 */
export function findMedia<File extends Listed>(
  files: readonly File[],
): Map<File, Medium | "about"> {
  const found = new Map<File, Medium | "about">();
  for (const file of files) {
    const medium = MEDIA.get(file.extension);
    if (medium !== undefined) found.set(file, medium);
  }
  if (found.size === 0) return found;
  const texts = [...found.values()].filter((medium) => medium === "text").length;
  const hasMedia = texts < found.size;
  const areTexts = !hasMedia && texts >= LEAST_TEXTS && texts * 2 > files.length;
  for (const [file, medium] of found) {
    const isAbout = hasMedia && (medium === "text" || pathFolders(file.path).some(isAboutSamples));
    if (isAbout) found.set(file, "about");
    else if (medium === "text" && !areTexts) found.delete(file);
  }
  return found;
}

/** `masks`, and `train_masks`. */
function isAboutSamples(folder: string): boolean {
  const words = tellingWords(folder).filter((word) => !SPLITS.has(word));
  return ABOUT_SAMPLES.has(words.join(""));
}

/** Names of tables that describe images, audio or texts in the same folder or below it. */
const DESCRIPTION =
  /^(labels?|annotations?|metadata|meta|classes|captions?|coco|boxes|bbox(es)?|files?|filelist|index|manifest|images?|transcripts?|train|valid(ation)?|val|test|instances)$/;
const FILE_COLUMN =
  /^(file_?(name|path)?|image(_?(id|name|path|file))?|img(_?(id|path))?|path|audio|wav|clip|filename)$/i;

/** Whether a table beside samples of a medium describes them: by its name, or a column that names files. */
export function describesMedia(stem: string, columns: readonly string[] | null): boolean {
  return (
    tellingWords(stem).some((word) => DESCRIPTION.test(word)) ||
    (columns ?? []).some((column) => FILE_COLUMN.test(column))
  );
}
