// Each pause in typing is checked, and the preview drawn anew. Only the answer to the newest question counts.
import { send } from "../page.js";
import { afterPause, phrase } from "./words.js";

const CHECK_PAUSE = 400;
const QUIET = 1000; // how long typing must have stopped before a count is read out

export class Checking {
  constructor(text, saving, preview, panes) {
    Object.assign(this, { text, saving, preview, panes });
    this.url = text.form.dataset.checkUrl;
    this.problems = document.querySelector("[data-problems]");
    this.total = document.querySelector("[data-total]");
    this.announce = document.querySelector("[data-announce]");
    this.asked = 0;
    this.ids = new Set();
    this.after = [];
    this.soon = afterPause(CHECK_PAUSE, () => this.check());
    text.area.addEventListener("input", () => { this.typedAt = Date.now(); this.soon(); });
    preview.wishes.addEventListener("change", () => this.check());
  }

  async check() {
    this.soon.cancel();
    const number = (this.asked += 1);
    const text = this.text.value;
    const body = new FormData();
    body.append("text", text);
    for (const [name, value] of Object.entries(this.preview.asked())) body.append(name, value);
    try {
      const reply = await send(this.url, body);
      const isJson = (reply.headers.get("content-type") ?? "").includes("json");
      if (number !== this.asked) return;
      if (reply.ok && isJson && !reply.redirected) this.show(await reply.json(), text);
      else if (reply.status === 429) this.soon(); // the one before is still being checked
      else this.say(phrase("no-check"));
    } catch {
      if (number === this.asked) this.say(phrase("no-check"));
    }
  }

  // `text` is the one that was checked: places in the list are places in it, and in no other.
  show(data, text) {
    this.checked = text;
    this.ids = new Set(data.ids);
    this.list(data.problems);
    this.total.textContent = `(${data.total})`;
    this.text.mark(data.lines, data.messages);
    this.preview.show(data.preview);
    for (const link of document.querySelectorAll("[data-file]")) {
      const badge = link.querySelector(".num");
      const count = data.files[link.dataset.file] ?? 0;
      badge.hidden = !count;
      badge.firstElementChild.textContent = String(count);
    }
    const publish = document.querySelector("[data-publish]");
    if (publish) {
      publish.hidden = Boolean(data.stopped);
      document.querySelector("[data-no-publish]").hidden = !data.stopped;
    }
    this.sayLater(data.words);
    for (const act of this.after.splice(0)) act();
  }

  // Whoever stands in the list stays at the same place of it.
  list(html) {
    const controls = () => [...this.problems.querySelectorAll("a, button")];
    const at = controls().indexOf(document.activeElement);
    this.problems.innerHTML = html;
    if (at >= 0) (controls()[Math.min(at, controls().length - 1)] ?? this.panes.links[1]).focus();
  }

  sayLater(words) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(words), Math.max(0, (this.typedAt ?? 0) + QUIET - Date.now()));
  }

  say(words) {
    if (this.announce.textContent !== words) this.announce.textContent = words;
  }
}
