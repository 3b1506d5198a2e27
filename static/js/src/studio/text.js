// The text area: lines, the gutter beside it, changes that can be undone.
import { Rows } from "./rows.js";

export class Text {
  constructor(form) {
    this.form = form;
    this.area = form.querySelector("[data-text]");
    this.gutter = form.querySelector("[data-gutter]");
    this.message = form.querySelector("[data-line-message]");
    this.problems = new Map();
    this.rows = new Rows(this.area);
    this.shown = [];
    this.area.addEventListener("scroll", () => { this.gutter.scrollTop = this.area.scrollTop; });
    this.area.addEventListener("input", () => this.number());
    this.width = this.area.clientWidth;
    new ResizeObserver(() => this.resized()).observe(this.area);
    document.addEventListener("selectionchange", () => {
      if (document.activeElement === this.area) this.said();
    });
    this.number();
  }

  get value() { return this.area.value; }

  set value(text) {
    const { scrollTop, selectionStart, selectionEnd } = this.area;
    this.area.value = text;
    this.area.setSelectionRange(Math.min(selectionStart, text.length), Math.min(selectionEnd, text.length));
    this.area.scrollTop = scrollTop;
    this.number();
  }

  resized() {
    if (this.area.clientWidth === this.width) return;
    this.width = this.area.clientWidth;
    this.rows.forget();
    this.number();
  }

  // One number for each line, and below it an empty row for each further row of a line that wraps.
  number() {
    const rows = this.rows.of(this.value.split("\n"));
    while (this.gutter.childElementCount > rows.length) this.gutter.lastElementChild.remove();
    rows.forEach((count, at) => {
      if (this.shown[at] === count && this.gutter.children[at]) return;
      const line = this.gutter.children[at] ?? this.gutter.appendChild(document.createElement("span"));
      line.textContent = `${at + 1}${"\n".repeat(count)}`; // the last line end makes no row
    });
    this.shown = rows;
    this.gutter.scrollTop = this.area.scrollTop;
  }

  // lines: {"27": "error"}; messages: [[27, "…"]]
  mark(lines, messages) {
    for (const line of this.gutter.querySelectorAll("[class]")) line.removeAttribute("class");
    for (const [number, severity] of Object.entries(lines)) {
      this.gutter.children[number - 1]?.setAttribute("class", severity === "error" ? "e" : "w");
    }
    this.problems = new Map();
    for (const [number, text] of messages) {
      this.problems.set(number, this.problems.has(number) ? `${this.problems.get(number)} ${text}` : text);
    }
    this.said();
  }

  get line() { return this.value.slice(0, this.area.selectionStart).split("\n").length; }

  // The problem of the line with the caret, as text under the area and as its description.
  said() {
    const text = this.problems.get(this.line) ?? "";
    if (this.message.textContent !== text) this.message.textContent = text;
  }

  start(line) {
    let at = 0;
    for (let number = 1; number < line; number += 1) {
      const end = this.value.indexOf("\n", at);
      if (end < 0) return this.value.length;
      at = end + 1;
    }
    return at;
  }

  place(line, column) {
    const from = this.start(line);
    const end = this.value.indexOf("\n", from);
    return Math.min(from + column - 1, end < 0 ? this.value.length : end);
  }

  // Caret and selection on a line; the text scrolls so that it can be seen.
  go(line, column = 1) {
    const from = this.start(line);
    const end = this.value.indexOf("\n", from);
    this.area.focus();
    this.area.setSelectionRange(column > 1 ? this.place(line, column) : from, end < 0 ? this.value.length : end);
    this.show(line);
    this.said();
  }

  show(line) {
    const { children } = this.gutter;
    const height = parseFloat(getComputedStyle(this.area).lineHeight);
    const top = (children[line - 1] ?? children[0]).offsetTop - children[0].offsetTop;
    if (top < this.area.scrollTop || top > this.area.scrollTop + this.area.clientHeight - 3 * height) {
      this.area.scrollTop = Math.max(0, top - this.area.clientHeight / 3);
    }
    this.area.scrollLeft = 0;
  }

  // Put text in place of what stands from..to, as if it were typed: the browser's own undo takes it back.
  replace(from, to, text) {
    const { scrollTop } = this.area;
    this.area.focus();
    this.area.setSelectionRange(from, to);
    const done = text ? document.execCommand("insertText", false, text) : from === to || document.execCommand("delete");
    if (!done) {
      this.area.setRangeText(text, from, to, "end");
      this.area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.area.scrollTop = scrollTop;
  }

  // edits: [line, column, end line, end column, text]; from the last to the first, so that places stay right
  apply(edits) {
    const spans = edits.map(([line, column, endLine, endColumn, text]) => (
      { from: this.place(line, column), to: this.place(endLine, endColumn), text }
    )).sort((a, b) => b.from - a.from);
    for (const { from, to, text } of spans) this.replace(from, to, text);
  }

  indent(step) {
    const { selectionStart, selectionEnd } = this.area;
    const from = this.value.lastIndexOf("\n", selectionStart - 1) + 1;
    const next = this.value.indexOf("\n", Math.max(selectionEnd - (selectionEnd > selectionStart ? 1 : 0), from));
    const to = next < 0 ? this.value.length : next;
    const lines = this.value.slice(from, to).split("\n");
    const moved = lines.map((line) => (step > 0 ? (line ? `  ${line}` : line) : line.replace(/^ {1,2}/, ""))).join("\n");
    if (moved === lines.join("\n")) return;
    this.replace(from, to, moved);
    this.area.setSelectionRange(from, from + moved.length);
  }
}
