// The draft is saved two seconds after a pause, and kept in this browser until the server has it.
import { make, send, signInUrl } from "../page.js";
import { say, sayLater } from "../save.js";
import { Kept, tabName } from "./kept.js";
import { afterPause, clockTime, phrase } from "./words.js";

const SAVE_PAUSE = 2000;

export class Saving {
  constructor(text) {
    this.text = text;
    this.form = text.form;
    const { person, course, path, saveUrl } = this.form.dataset;
    this.url = saveUrl;
    this.kept = new Kept(person, course, path);
    this.version = this.form.version.value;
    this.saved = text.value;
    this.sequence = 0;
    this.line = document.querySelector("[data-save]");
    this.later = afterPause(SAVE_PAUSE, () => this.save());
    this.keepSoon = afterPause(300, () => this.keep());
    text.area.addEventListener("input", () => this.typed());
    addEventListener("online", () => { if (this.waits) this.save(); });
    addEventListener("visibilitychange", () => { if (document.hidden && this.waits) { this.keep(); this.save(); } });
    addEventListener("pagehide", () => { if (this.waits) this.keep(); });
    addEventListener("beforeunload", (event) => { if (this.waits && !this.keep()) event.preventDefault(); });
    this.kept.sweep(person);
    this.restore();
  }

  get waits() { return this.text.value !== this.saved; }

  async restore() {
    const [left, ...older] = await this.kept.left();
    if (!left || this.waits) return;
    if (left.text !== this.saved) {
      this.version = this.form.version.value = left.version;
      this.text.value = left.text;
      this.keep();
      say(this.line, "", phrase("restored", { time: clockTime(new Date(left.at)) }));
      this.text.area.dispatchEvent(new Event("input", { bubbles: true }));
      this.restoredAt = left.at;
    }
    for (const one of [left, ...older]) if (one.key === left.key || one.text === this.saved) this.kept.dropKey(one.key);
  }

  keep() { return !this.waits || this.kept.put(this.text.value, this.version); }

  typed() {
    if (!this.waits) { this.later.cancel(); return; }
    this.keepSoon();
    this.later();
    if (!this.restoredAt && !this.clash) say(this.line, "", phrase("not-saved"));
    this.restoredAt = 0;
  }

  // One request at a time; what was typed meanwhile is sent after it.
  async save() {
    this.later.cancel();
    if (this.busy) { this.more = true; return this.busy; }
    if (!this.waits) return true;
    this.busy = this.deliver();
    const done = await this.busy;
    this.busy = null;
    if (this.more) { this.more = false; return this.save(); }
    return done;
  }

  async deliver() {
    const text = this.text.value;
    this.sequence += 1;
    this.keep();
    sayLater(this.line, phrase("saving"));
    const body = new FormData();
    for (const [name, value] of Object.entries({ text, version: this.version, client: tabName, seq: this.sequence })) body.append(name, String(value));
    try {
      const reply = await send(this.url, body);
      const isJson = (reply.headers.get("content-type") ?? "").includes("json");
      return this.hear(reply.redirected ? 401 : reply.status, isJson ? await reply.json() : {}, text, isJson);
    } catch {
      return this.failed(navigator.onLine);
    }
  }

  hear(status, data, text, isJson) {
    this.clash = false;
    if (status === 200 && isJson) return this.stored(data, text);
    if (status === 401) say(this.line, "no", phrase("signed-out"), make("a", { href: signInUrl(data.login) }, phrase("sign-in")));
    else if (status === 403) say(this.line, "no", phrase("reload"), make("a", { href: location.href }, phrase("reload-link")));
    else if (status === 404) say(this.line, "no", phrase("no-access"));
    else if (status === 413 || status === 400) say(this.line, "no", phrase("too-long"));
    else if (status === 409) this.differs(data.message);
    else if (status === 422) say(this.line, "no", `${phrase("not-saved")} ${data.message ?? ""}`);
    else return this.failed(true);
    return false;
  }

  stored(data, text) {
    this.saved = text;
    this.version = this.form.version.value = String(data.version);
    this.form.dataset.revision = String(data.revision);
    if (this.waits) this.later();
    else this.kept.drop();
    say(this.line, "saved", phrase("draft-saved", { time: data.saved_at }));
    const state = document.querySelector("[data-state]");
    if (state && data.state) state.textContent = data.state;
    return true;
  }

  // Both texts stand side by side on a page of their own; this one goes there with a plain form.
  differs(message) {
    this.clash = true;
    const button = make("button", { type: "button", class: "three" }, phrase("compare"));
    button.addEventListener("click", () => this.compare());
    say(this.line, "no", `${phrase("not-saved")} ${message ?? phrase("others-text")}`, button);
  }

  compare() {
    this.keep();
    const action = make("input", { type: "hidden", name: "action", value: "save" });
    this.form.append(action);
    this.form.submit();
  }

  failed(online) {
    const again = make("button", { type: "button", class: "three" }, phrase("again"));
    again.addEventListener("click", () => this.save());
    if (online || !this.keep()) say(this.line, "no", phrase("not-saved"), again);
    else say(this.line, "off", phrase("offline", { time: clockTime() }));
    clearTimeout(this.retry);
    if (online) this.retry = setTimeout(() => { if (this.waits) this.save(); }, 15000);
    return false;
  }

  // Somebody else's newer text, shown in place of one that has nothing unsaved.
  take(text, version) {
    this.text.value = text;
    this.saved = this.text.value;
    this.version = this.form.version.value = String(version);
  }
}
