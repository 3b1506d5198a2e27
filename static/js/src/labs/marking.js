// Marking a text by press or by keys. The list of phrases is what is sent: everything here sets its selects and shows
// what they hold, so that a press, a key and the list come to the same.
import { make, send, signInUrl, word } from "../page.js";
import { againButton, say, sayLater } from "../save.js";

const WAIT = 400; // ms between the last mark and its saving
const WIDE = matchMedia("(min-width: 1024px)");
const fresh = () => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
const firstLine = (unit) => unit.getClientRects()[0] ?? unit.getBoundingClientRect();
const sameLine = (one, other) => Math.abs(one.bottom - other.bottom) < one.height / 2;

// The units of one text: one stop for Tab, arrows inside it.
class Units {
  constructor(marking, group) {
    const section = group.closest("[data-text]");
    Object.assign(this, { marking, only: section.dataset.only ?? "" });
    this.units = [...group.querySelectorAll(".u")];
    this.units.forEach((unit, at) => {
      unit.setAttribute("role", "button");
      unit.tabIndex = at ? -1 : 0;
      this.paint(unit);
    });
    group.addEventListener("click", (event) => this.press(event.target.closest(".u")));
    group.addEventListener("keydown", (event) => this.key(event));
  }

  select(unit) {
    return this.marking.form.elements.namedItem(unit.dataset.u);
  }

  press(unit) {
    if (!unit) return;
    const select = this.select(unit), mark = this.only || this.marking.chosen();
    select.value = select.value === mark ? "" : mark;
    this.paint(unit);
    this.stop(unit);
    this.marking.changed();
  }

  // "Mrs Ida Sample, name, marked": the same to see and to hear
  paint(unit) {
    const select = this.select(unit), on = Boolean(select.value);
    unit.querySelector(":scope > .tag")?.remove();
    unit.removeAttribute("aria-label");
    unit.setAttribute("aria-pressed", String(on));
    if (!on) return;
    const name = select.selectedOptions[0].textContent.toLowerCase();
    unit.setAttribute("aria-label", `${unit.textContent.trim()}, ${name}, ${this.marking.form.dataset.said}`);
    unit.append(make("span", { class: "tag" }, ` ${name}`));
  }

  stop(unit) {
    for (const one of this.units) one.tabIndex = one === unit ? 0 : -1;
  }

  key(event) {
    const at = this.units.indexOf(event.target.closest(".u"));
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      this.press(this.units[at]);
      return;
    }
    const to = this.target(event.key, at);
    if (!to) return;
    event.preventDefault();
    this.stop(to);
    to.focus();
  }

  target(key, at) {
    const { units } = this, here = firstLine(units[at]);
    if (key === "ArrowRight") return units[at + 1];
    if (key === "ArrowLeft") return units[at - 1];
    if (key === "Home") return units.find((one) => sameLine(firstLine(one), here));
    if (key === "End") return units.findLast((one) => sameLine(firstLine(one), here));
    if (key === "ArrowDown") return nearest(units.slice(at + 1).filter((one) => !sameLine(firstLine(one), here)), here);
    if (key === "ArrowUp") return nearest(units.slice(0, at).reverse().filter((one) => !sameLine(firstLine(one), here)), here);
    return null;
  }
}

// Of the first line among these units the one that stands closest
function nearest(units, here) {
  const line = units.filter((one) => sameLine(firstLine(one), firstLine(units[0])));
  return line.sort((a, b) => Math.abs(firstLine(a).left - here.left) - Math.abs(firstLine(b).left - here.left))[0];
}

// Two texts on a narrow screen: one at a time, with the first line of the other on its tab.
class Tabs {
  constructor(list, panels, shown) {
    Object.assign(this, { list, panels, shown });
    this.tabs = panels.map((panel, at) => this.tab(panel, at));
    list.append(...this.tabs);
    list.addEventListener("keydown", (event) => this.key(event));
    WIDE.addEventListener("change", () => this.arrange());
    this.open = 0;
    this.arrange();
  }

  tab(panel, at) {
    const tab = make("button", { type: "button", role: "tab", id: `tab-${panel.id}`, "aria-controls": panel.id });
    tab.append(make("b", {}, panel.dataset.title), make("span", { class: "peek" }, panel.dataset.first));
    tab.addEventListener("click", () => this.show(at));
    return tab;
  }

  show(at) {
    this.open = at;
    this.arrange();
  }

  arrange() {
    this.list.hidden = WIDE.matches;
    this.panels.forEach((panel, at) => {
      panel.hidden = !WIDE.matches && at !== this.open;
      if (WIDE.matches) panel.removeAttribute("role");
      else panel.setAttribute("role", "tabpanel");
      this.tabs[at].setAttribute("aria-selected", String(at === this.open));
      this.tabs[at].tabIndex = at === this.open ? 0 : -1;
    });
    this.shown(WIDE.matches ? undefined : this.panels[this.open]);
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.show((this.open + step + this.tabs.length) % this.tabs.length);
    this.tabs[this.open].focus();
  }
}

class Marking {
  constructor(form) {
    Object.assign(this, { form, client: fresh(), seq: 0, busy: false, waiting: 0, line: form.querySelector("[data-save]") });
    this.chooser = form.querySelector("[data-chooser]");
    this.texts = [...form.querySelectorAll("[data-units]")].map((group) => new Units(this, group));
    const panels = [...form.querySelectorAll("[data-text]")];
    this.offer();
    if (panels.length > 1) this.tabs = new Tabs(form.querySelector("[data-tabs]"), panels, (panel) => this.offer(panel));
    form.querySelector("[data-help]").hidden = false;
    const list = form.querySelector("[data-list]");
    if (location.hash !== "#list") list.open = false;
    list.addEventListener("change", () => { this.repaint(); this.changed(); });
    this.chooser.addEventListener("change", () => this.meaning());
    form.addEventListener("submit", () => this.stamp());
    form.addEventListener("formdata", ({ formData }) => dropEmpty(formData));
    addEventListener("online", () => { if (this.unsent) this.save(); });
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
    this.meaning();
    this.count();
  }

  chosen() {
    return this.chooser.querySelector("input:checked").value;
  }

  // The marks are those of the summary: beside a text that takes none of them, or one of its own, they would mislead.
  // Under the tabs, so that these stay where they are.
  offer(panel) {
    const texts = this.form.querySelector(".texts"), tabs = texts.querySelector("[data-tabs]");
    if (!panel) texts.before(this.chooser);
    else if (!texts.contains(this.chooser)) tabs.after(this.chooser);
    const marks = [...this.chooser.querySelectorAll("input")].map((mark) => mark.value);
    const only = panel?.dataset.only, none = panel && !panel.querySelector("[data-units]");
    this.chooser.hidden = !marks.length || none || Boolean(only && !marks.includes(only));
  }

  meaning() {
    const mark = this.chooser.querySelector("input:checked")?.value;
    for (const one of this.chooser.querySelectorAll("[data-meaning]")) one.hidden = one.dataset.meaning !== mark;
  }

  repaint() {
    for (const text of this.texts) text.units.forEach((unit) => text.paint(unit));
  }

  count() {
    const marked = this.texts.flatMap((text) => text.units).filter((unit) => unit.ariaPressed === "true").length;
    this.form.querySelector("[data-marked]").textContent = this.form.dataset.count.replace("{n}", String(marked));
  }

  changed() {
    this.count();
    this.unsent = true;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(), WAIT);
  }

  // Who sends this as the how-manieth: what arrives late or twice changes nothing
  stamp() {
    this.seq += 1;
    this.form.elements.client.value = this.client;
    this.form.elements.seq.value = String(this.seq);
    this.unsent = false;
    clearTimeout(this.waiting);
  }

  body() {
    this.stamp();
    const body = new FormData(this.form);
    body.set("act", "save");
    return body;
  }

  // Somebody leaves in the pause before saving
  leave() {
    if (this.unsent) navigator.sendBeacon(this.form.action, this.body());
  }

  // One at a time: a mark made meanwhile goes with the next
  async save() {
    if (this.busy) return;
    this.busy = true;
    sayLater(this.line, word("saving"));
    try {
      this.hear(await this.answer(this.body()));
    } catch {
      this.failed();
    }
    this.busy = false;
    if (this.unsent && !this.broken) this.save();
  }

  async answer(body) {
    const reply = await send(this.form.action, body);
    const json = (reply.headers.get("content-type") ?? "").includes("json");
    if (json) return { status: reply.status, data: await reply.json() };
    return { status: reply.redirected ? 401 : 0, data: {} };
  }

  hear({ status, data }) {
    this.broken = status !== 200;
    if (status === 200) {
      this.form.elements.version.value = String(data.version);
      say(this.line, "saved", `${word("saved")} ${data.saved_at}`);
    } else if (status === 409) {
      say(this.line, "no", `${data.message} `, make("a", { href: location.pathname }, this.form.dataset.take));
    } else if (status === 401) {
      say(this.line, "no", `${word("out-here")} `, make("a", { href: signInUrl() }, word("signin")));
    } else {
      this.failed();
    }
  }

  failed() {
    this.broken = this.unsent = true;
    say(this.line, "no", word("failed"), againButton(() => this.save()));
  }
}

// Nothing is said by an empty field, and there may be hundreds of them
function dropEmpty(formData) {
  for (const [name, value] of [...formData]) if (!value && name.startsWith("m.")) formData.delete(name);
}

export function startMarking() {
  for (const form of document.querySelectorAll("[data-marking]")) new Marking(form);
}
