import fc from "fast-check";

/** Texts with a meaning to a shell, a template, a unit, YAML, cron or a terminal. */
const PIECES = [
  ..."'\"%\\$`{}; &|#*?!~:=,-é ",
  ...["\\%", "\\\\%", "%%", "%h", "$HOME", "$$", "$(id)", "`id`", `$\{x}`, "$(HOME)", "\\x41"],
  ...[
    "{% endraw %}",
    "{{ 7 * 7 }}",
    "{# x #}",
    `$\{{ secrets.X }}`,
    "$[[ inputs.x ]]",
    " #x",
    ": ",
  ],
  ..."\t\n\r\u0085\u2028\u2029\u202e\u2066\u200d\ufeff\u{e0041}\u001b",
];

/** Names of files with a meaning to a scheduler or its shell: each text alone, within letters, and mixed. */
export function hostileNames(): string[] {
  const text = fc
    .array(fc.constantFrom(...PIECES), { minLength: 2, maxLength: 5 })
    .map((parts) => parts.join(""));
  const names = [...PIECES.flatMap((each) => [each, `a${each}b`]), "-x", "--help", " x ", "'\\'%'"];
  return [...new Set([...names, ...fc.sample(text, { numRuns: 40, seed: 14 })])];
}
