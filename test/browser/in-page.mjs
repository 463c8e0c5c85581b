/**
 * What the browser test asks of a page. These run within it: each stands alone, and sees no other.
 */

/** What is wider than the page, but for what may be scrolled by itself. */
export function overflowing() {
  const width = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth > width ? ["the page"] : [];
  const elements = [...document.body.querySelectorAll("*")].filter(
    (element) => element.closest(".scroll") === null,
  );
  return [
    ...wide,
    ...elements
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .map((element) => element.outerHTML.slice(0, 120)),
  ];
}

export function chartsWithoutWords() {
  const charts = [...document.querySelectorAll("svg.chart")];
  const mute = charts.filter((chart) => {
    const ids = (chart.getAttribute("aria-labelledby") ?? "").split(" ");
    const texts = ids.map((id) => document.getElementById(id)?.textContent ?? "");
    return chart.getAttribute("role") !== "img" || texts.some((text) => text.length < 5);
  });
  return [
    ...(charts.length < 4 ? ["too few charts"] : []),
    ...mute.map((chart) => chart.outerHTML),
  ];
}

/** Labels of charts that leave the page, or stand on one another by more than a few pixels. */
export function cutLabels() {
  const width = document.documentElement.clientWidth;
  const found = [];
  for (const chart of document.querySelectorAll("svg.chart")) {
    const labels = [...chart.querySelectorAll("text")].map((text) => ({
      words: text.textContent ?? "",
      box: text.getBoundingClientRect(),
    }));
    for (const [i, { words, box }] of labels.entries()) {
      if (box.left < 0 || box.right > width) found.push(`cut: ${words}`);
      for (const other of labels.slice(i + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 2 && down > 6) found.push(`${chart.id} ${words} on ${other.words}`);
      }
    }
  }
  return found;
}

/** Marks that carry a meaning and are too faint, by WCAG 1.4.11; grids, shades and what is said twice may be. */
export function faintGraphics() {
  const luminance = (colour) => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((value) => {
      const share = Number(value) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = luminance(getComputedStyle(document.body).backgroundColor);
  const decoration = ".grid, .window, .track, .trace, .when, .spread, .reach";
  const marks = [...document.querySelectorAll(".chart path, .chart rect")].filter(
    (mark) => !mark.matches(decoration),
  );
  const faint = marks.filter((mark) => {
    const style = getComputedStyle(mark);
    const own = luminance(mark.tagName === "rect" ? style.fill : style.stroke);
    return (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05) < 3;
  });
  return [
    ...(marks.length < 10 ? ["too few marks"] : []),
    ...new Set(faint.map((mark) => mark.getAttribute("class") ?? "")),
  ];
}

export function openDetails() {
  for (const details of document.querySelectorAll("details")) details.open = true;
}

/** How many elements the keyboard must reach. */
export function reachable() {
  return document.querySelectorAll("a[href], summary, [tabindex='0']").length;
}

/** The element that has the focus, by its number, and whether it shows that. */
export function focused() {
  const element = document.activeElement ?? document.body;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const isShown = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
  return { number: [...document.querySelectorAll("*")].indexOf(element), isShown };
}

/** The words of every cell of a table, cut where a line may be. */
export function wordsOfCells() {
  const cells = [...document.querySelectorAll("th, td")].filter((cell) => !cell.closest("details"));
  return cells.flatMap((cell) => cell.textContent?.match(/[\p{L}\p{N}.,]+/gu) ?? []);
}

/** The captions of tables that are wider than the page leaves room for. */
export function wideTables() {
  return [...document.querySelectorAll("table")]
    .filter((table) => table.scrollWidth > table.parentElement.clientWidth + 1)
    .map((table) => table.caption?.textContent ?? "no caption");
}

export async function axeFinds() {
  const { violations } = await globalThis.axe.run({ resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
