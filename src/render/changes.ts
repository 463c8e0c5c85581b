import type { Changes, Tone } from "../plan/changes/schema.ts";
import { thousands } from "../text/quantity.ts";
import { escapeMarkdown, markdownCode, oneLine } from "./escape.ts";
import type { Colour } from "./palette.ts";
import type { Screen } from "./screen.ts";
import { wrap } from "./wrap.ts";

const COLOURS: Partial<Record<Tone, Colour>> = { worse: "red", better: "green" };

/** The changes from one plan to another, for a terminal: changes for the worse come first. */
export function renderChanges(changes: Changes, screen: Screen): string {
  const { groups } = changes;
  const head = wrap(formatHead(changes), screen.columns).map((line) => screen.paint("bold", line));
  const topics = groups.map(({ title, changes, left_out }) => {
    const items = changes.flatMap(({ tone, message }) => {
      const colour = COLOURS[tone];
      const lines = bullet(oneLine(message), screen);
      return colour === undefined ? lines : lines.map((line) => screen.paint(colour, line));
    });
    const more = left_out > 0 ? [`  and ${thousands(left_out)} more`] : [];
    return [screen.paint("bold", title), ...items, ...more].join("\n");
  });
  return `${[head.join("\n"), ...topics].join("\n\n")}\n`;
}

function formatHead({ message, dates }: Changes): string {
  return oneLine(dates?.message ? `${message}; ${dates.message}` : message);
}

function bullet(text: string, { columns }: Screen): string[] {
  return wrap(text, columns - 4).map((line, i) => (i === 0 ? `  - ${line}` : `    ${line}`));
}

/** The same as GitHub-flavoured Markdown: for a comment on a pull request. */
export function renderChangesMarkdown(changes: Changes): string {
  const { groups, previous } = changes;
  const topics = groups.map(({ title, changes, left_out }) => [
    `- **${escapeMarkdown(title)}**`,
    ...changes.map(({ message }) => `  - ${escapeMarkdown(message)}`),
    ...(left_out > 0 ? [`  - and ${thousands(left_out)} more`] : []),
  ]);
  const compared =
    previous === null
      ? []
      : [
          "",
          `Compared with ${markdownCode(previous.path)}, SHA-256 ${markdownCode(previous.sha256)}.`,
        ];
  const lines = [
    "## What Changed",
    "",
    `${escapeMarkdown(formatHead(changes))}.`,
    ...(topics.length > 0 ? ["", ...topics.flat()] : []),
    ...compared,
  ];
  return `${lines.join("\n")}\n`;
}
