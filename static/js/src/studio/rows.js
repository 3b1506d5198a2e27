// How many rows each line takes where long lines wrap: measured in a hidden copy of the text area, each line once.
export class Rows {
  constructor(area) {
    this.area = area;
    this.known = new Map();
    this.sheet = document.createElement("div");
    this.sheet.className = "rows-sheet";
    this.sheet.setAttribute("aria-hidden", "true");
    area.wrap = "soft";
    area.after(this.sheet);
  }

  // The area has another width: what was measured no longer holds.
  forget() { this.known.clear(); }

  // lines: texts without their ends. Gives a count (at least 1) for each.
  of(lines) {
    this.measure(lines.filter((line) => line.length > 20 && !this.known.has(line)));
    return lines.map((line) => this.known.get(line) ?? 1);
  }

  // All new lines are laid out together: one layout, however much was pasted.
  measure(lines) {
    if (!lines.length) return;
    if (this.known.size > 20000) this.known.clear();
    const height = parseFloat(getComputedStyle(this.area).lineHeight);
    this.sheet.replaceChildren(...lines.map((line) => {
      const copy = document.createElement("div");
      copy.textContent = line;
      return copy;
    }));
    lines.forEach((line, at) => {
      this.known.set(line, Math.max(1, Math.round(this.sheet.children[at].offsetHeight / height)));
    });
    this.sheet.replaceChildren();
  }
}
