import { closeSync, openSync, writeSync } from "node:fs";

/** Writes lines until a file has so many bytes. */
function fill(path, bytes, head, line) {
  const file = openSync(path, "w");
  let written = writeSync(file, head);
  for (let row = 0; written < bytes; ) {
    let text = "";
    for (const end = row + 5000; row < end; row++) text += line(row);
    written += writeSync(file, text);
  }
  closeSync(file);
}

// 700 rows a minute or so: a gigabyte is a month of rows in the order of time.
const timeOf = (row) => new Date(1_752_000_000_000 + row * 500).toISOString();
const numbers = Array.from({ length: 16 }, (_, i) => `n${i}`);

/** Twenty columns, one of them with quoted newlines in every tenth row. */
export function writeCsv(path, bytes) {
  const head = `event_time,user,text,flag,${numbers.join()}\n`;
  fill(path, bytes, head, (row) => {
    const text = row % 10 === 0 ? '"two\nlines, and ""quotes"""' : "plain words";
    const values = numbers.map((_, i) => (row * (i + 7)) % 100_003).join();
    return `${timeOf(row)},u${row % 9973},${text},${row % 2 === 0},${values}\n`;
  });
}

export function writeJsonl(path, bytes) {
  fill(path, bytes, "", (row) => {
    const values = numbers.map((name, i) => `"${name}":${(row * (i + 7)) % 100_003}`).join();
    return `{"event_time":"${timeOf(row)}","user":"u${row % 9973}","text":"plain \\"words\\"",${values}}\n`;
  });
}
