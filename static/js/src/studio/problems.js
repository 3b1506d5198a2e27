// Go to line, and Fix: the change is shown first, then made in the text, where Ctrl + Z takes it back.
import { make } from "../page.js";
import { say } from "../save.js";
import { phrase } from "./words.js";

export class Problems {
  constructor(text, checking, panes) {
    Object.assign(this, { text, checking, panes });
    this.root = checking.problems;
    this.root.addEventListener("click", (event) => this.click(event));
  }

  click(event) {
    const link = event.target.closest("[data-line], [data-fix]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.fix) this.offer(link);
    else this.text.go(Number(link.dataset.line), Number(link.dataset.column));
  }

  offer(link) {
    const row = link.closest("li");
    if (row.querySelector(".change")) { row.querySelector(".change button").focus(); return; }
    const change = row.querySelector("[data-change]").content.firstElementChild.cloneNode(true);
    const apply = make("button", { type: "button", class: "sm" }, phrase("apply"));
    const cancel = make("button", { type: "button", class: "two sm" }, phrase("cancel"));
    change.append(make("p", { class: "acts" }, apply, cancel));
    apply.addEventListener("click", () => this.fix(link));
    cancel.addEventListener("click", () => { change.remove(); link.focus(); });
    row.append(change);
    apply.focus();
  }

  fix(link) {
    if (this.checking.checked !== this.text.value) { this.checking.check(); return; } // typed since: the list is made anew
    const edits = JSON.parse(link.dataset.fix);
    this.text.apply(edits);
    say(document.querySelector("[data-save]"), "", phrase("fixed"));
    this.checking.after.push(() => this.panes.links.find((one) => one.dataset.pane === "problems").focus());
    this.checking.check();
  }

  // The next line with a problem after (or before) the caret; from the last one on to the first.
  step(direction) {
    const lines = [...this.text.problems.keys()].sort((a, b) => a - b);
    if (!lines.length) return;
    const here = this.text.line;
    const next = direction > 0 ? lines.find((line) => line > here) : lines.findLast((line) => line < here);
    this.text.go(next ?? (direction > 0 ? lines[0] : lines.at(-1)));
  }
}
