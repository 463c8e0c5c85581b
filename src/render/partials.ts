/** A line that asks for a partial: `{{> changes}}` in a template for Markdown, for `changes.md.hbs`. */
const LINE = /^\{\{> ([\w-]+)\}\}\n/gm;

/**
 * A built-in template with its partials put in their places, so that what is compiled, or ejected to be
 * changed, is one whole. A partial sees what the line sees where it stands.
 *
 * @param file the template's name, such as `default.md.hbs`
 * @param read the text of a file of `templates/partials`; it throws for an unknown name
 * @example withPartials("default.md.hbs", "# Plan\n{{> changes}}\n", read) // reads "changes.md.hbs"
 */
export function withPartials(file: string, text: string, read: (name: string) => string): string {
  const format = file.split(".").at(-2);
  return text.replace(LINE, (_, name: string) =>
    withPartials(file, read(`${name}.${format}.hbs`), read),
  );
}
