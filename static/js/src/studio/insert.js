// Insert: a filled-in example at the cursor, with ids that are new in the course.
import { afterPause } from "./words.js";

const MARK = /«([a-z0-9-]+)»/g;
const HEAD = /^#{2,6} [^`\n]+`([a-z0-9-]+)`/gm;

export function withIds(text, taken) {
  const given = new Map();
  for (const [, name] of text.matchAll(MARK)) {
    if (given.has(name)) continue;
    let candidate = name;
    for (let number = 2; taken.has(candidate) || [...given.values()].includes(candidate); number += 1) candidate = `${name}-${number}`;
    given.set(name, candidate);
  }
  return text.replace(MARK, (_all, name) => given.get(name));
}

// A block stands alone between empty lines; text that follows must not be drawn into it.
export function asBlock(before, example, after) {
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const rest = after.replace(/^\s*\n/, "").trimStart();
  const opens = /^#{2,6} [^\n]*`/.test(example);
  const stop = opens && rest && !rest.startsWith("#") && !rest.startsWith("---") ? "\n---\n" : "";
  const gap = !rest || after.startsWith("\n\n") ? "" : "\n";
  return `${lead}${example}${stop}${gap}`;
}

export class Insert {
  constructor(text, checking) {
    this.text = text;
    this.checking = checking;
    const data = JSON.parse(text.form.dataset.insert);
    this.examples = data.examples;
    this.checking.ids = new Set(data.ids);
    this.select = text.form.querySelector("[data-examples]");
    this.at = text.value.length;
    // Where the caret was, before the menu took the focus.
    text.area.addEventListener("blur", () => { this.at = text.area.selectionEnd; });
    for (const button of document.querySelectorAll("[data-insert-example]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.put(button.dataset.insertExample));
    }
    this.soon = afterPause(0, () => this.text.show(this.text.line));
  }

  chosen() {
    if (!this.select.value) { this.select.focus(); return; }
    this.put(this.select.value);
    this.select.value = "";
  }

  put(slug) {
    const example = this.examples[slug];
    if (!example) return;
    const { value } = this.text;
    const taken = new Set([...this.checking.ids, ...[...value.matchAll(HEAD)].map((found) => found[1])]);
    const text = withIds(example.text, taken);
    if (example.inline) { this.text.replace(this.at, this.at, text); return; }
    const end = value.indexOf("\n", this.at);
    const from = this.at === 0 || value[this.at - 1] === "\n" ? this.at : end < 0 ? value.length : end + 1;
    const block = asBlock(value.slice(0, from), text, value.slice(from));
    this.text.replace(from, from, block);
    const start = from + block.indexOf(text.slice(0, 20));
    this.text.area.setSelectionRange(start, start);
    this.soon();
  }
}
