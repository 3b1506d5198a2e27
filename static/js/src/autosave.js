// Graded answers: sent on every change, queued on this device when they cannot be sent, never sent for another person.
import { arrange } from "./ordering.js";
import { make, person, send, signInUrl, word } from "./page.js";
import { againButton, offlineWords, say, sayLater } from "./save.js";
import { forgetDrafts } from "./writing.js";

const QUEUE = "second-look:answers:";
const TAB = "second-look:tab";

function readQueue(who) {
  try { return JSON.parse(localStorage.getItem(QUEUE + who)) ?? {}; } catch { return {}; }
}

// False when this browser cannot keep it: then nothing may be called saved.
function keep(who, key, entry) {
  try {
    const queue = readQueue(who);
    if (entry) queue[key] = entry;
    else delete queue[key];
    if (Object.keys(queue).length) localStorage.setItem(QUEUE + who, JSON.stringify(queue));
    else localStorage.removeItem(QUEUE + who);
    return true;
  } catch {
    return false;
  }
}

const randomId = () => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");

// One id and one counter for a tab. A duplicated tab starts with a copy of both, so tabs ask each other.
class Tab {
  constructor() {
    try { this.state = JSON.parse(sessionStorage.getItem(TAB)); } catch { this.state = null; }
    this.state ??= { id: randomId(), seq: 0 };
    this.channel = new BroadcastChannel(TAB);
    this.channel.onmessage = ({ data }) => {
      if (data.ask === this.state.id) this.channel.postMessage({ taken: this.state.id });
      if (data.taken === this.state.id && this.asking) this.state = { id: randomId(), seq: 0 };
    };
    this.asking = true;
    this.channel.postMessage({ ask: this.state.id });
    setTimeout(() => { this.asking = false; }, 500);
  }

  next() {
    this.state.seq += 1;
    try { sessionStorage.setItem(TAB, JSON.stringify(this.state)); } catch { /* the id then lives as long as the page */ }
    return { client: this.state.id, seq: String(this.state.seq) };
  }
}

// What the server says to one saved answer: {status, data}. A redirect to the sign-in page counts as 401; a friendly page
// that is not the expected JSON (a captive network, say) counts as 0, for only the server may call an answer saved.
async function deliver(url, fields) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  const reply = await send(url, body);
  const json = (reply.headers.get("content-type") ?? "").includes("json");
  if (json) return { status: reply.status, data: await reply.json() };
  return { status: reply.redirected ? 401 : reply.ok ? 0 : reply.status, data: {} };
}

// "3 of 8 answered" stands beside the question; the server counted before this answer was saved.
function count(answered) {
  const line = document.querySelector("[data-tally]");
  if (!line) return;
  const others = Number(line.dataset.tally) - ("counted" in line.dataset ? 1 : 0);
  line.firstElementChild.textContent = String(others + (answered ? 1 : 0));
}

const OWN = ["client", "seq", "version", "csrfmiddlewaretoken"];

class Autosave {
  constructor(form, tab) {
    Object.assign(this, { form, tab, who: form.dataset.person, version: form.dataset.version, key: `${form.dataset.attempt}/${form.dataset.slot}` });
    this.line = form.querySelector("[data-save]");
    const kept = readQueue(this.who)[this.key];
    if (kept && this.who === person()) this.restore(kept);
    form.addEventListener("change", () => this.save());
    form.addEventListener("input", (event) => {
      if (!event.target.matches("[type=radio], [type=checkbox]")) this.soon();
    });
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => { if (readQueue(this.who)[this.key]) this.save(); });
    addEventListener("pageshow", () => { this.sent = false; });
  }

  // Answers given while signed out or offline come back into the form, then go out with the version they were based on.
  restore(kept) {
    const given = kept.fields.filter(([name]) => !OWN.includes(name));
    for (const input of this.form.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      const values = given.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.matches("[type=radio], [type=checkbox]")) input.checked = values.includes(input.value);
      else if (values.length) [input.value] = values;
    }
    this.form.querySelectorAll("[data-ordering]").forEach(arrange);
    this.version = kept.version;
    this.send({ ...kept, key: this.key });
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 600);
  }

  save() {
    clearTimeout(this.timer);
    const stamp = { ...this.tab.next(), version: this.version };
    const fields = [...new FormData(this.form)].filter(([name]) => !OWN.includes(name));
    const entry = { url: this.form.dataset.autosave, version: this.version, fields: [...fields, ...Object.entries(stamp)] };
    entry.kept = keep(this.who, this.key, entry);
    return this.send(entry);
  }

  // One request at a time; the newest change waits for the one before it and knows its version.
  async send(entry) {
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    sayLater(this.line, word("saving"));
    try {
      const { status, data } = await deliver(entry.url, entry.fields);
      this.hear(status, data, entry.kept !== false);
      if (status >= 200 && status < 300) count(data.answered);
    } catch (error) {
      const offline = error.name !== "TimeoutError" && entry.kept !== false;
      if (offline) say(this.line, "off", offlineWords());
      else this.failed();
    }
    this.busy = false;
    if (this.again) { this.again = false; await this.save(); }
  }

  hear(status, data, kept) {
    if (status >= 200 && status < 300) {
      if (data.version !== undefined) this.version = String(data.version);
      if (!this.again) keep(this.who, this.key, null);
      say(this.line, "saved", `${word("saved")} ${data.saved_at ?? ""}`.trim());
    } else if (status === 401) {
      say(this.line, "no", word(kept ? "out" : "out-here"), make("a", { href: signInUrl(data.login?.split("?")[0]) }, word("signin")));
    } else if (status === 409 || status === 422) {
      keep(this.who, this.key, null);
      const choose = data.url ? [make("a", { href: data.url }, word("choose"))] : [];
      say(this.line, "no", data.message ?? word("failed"), ...choose);
    } else {
      this.failed();
    }
  }

  failed() {
    say(this.line, "no", word("failed"), againButton(() => this.save()));
  }

  // The page's own post must carry the newest version, or it would clash with what was saved a moment ago.
  submit(event) {
    if (this.sent) { event.preventDefault(); return; }
    clearTimeout(this.timer);
    if (!navigator.onLine) { event.preventDefault(); this.save(); return; }
    for (const [name, value] of Object.entries({ ...this.tab.next(), version: this.version })) {
      const field = this.form.querySelector(`[type=hidden][name=${name}]`) ?? make("input", { type: "hidden", name });
      field.value = value;
      this.form.append(field);
    }
    this.sent = true;
  }
}

// Answers of other questions that are still waiting, for the person who is signed in now and for nobody else.
async function flush(except) {
  const who = person();
  for (const [key, entry] of Object.entries(who ? readQueue(who) : {})) {
    if (key === except) continue;
    try {
      const { status } = await deliver(entry.url, entry.fields);
      // 422: the server has a question about it (does it identify a patient?), which is asked on that question's own page
      if (status >= 200 && status < 500 && ![401, 403, 422, 429].includes(status)) keep(who, key, null);
    } catch {
      return;
    }
  }
}

// Texts of the studio that the server does not have yet: see studio/kept.js.
function unsavedTexts(who) {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(`second-look:draft:${who}:`)); } catch { return []; }
}

export function startAutosave() {
  const form = document.querySelector("form[data-autosave]");
  const own = form ? `${form.dataset.attempt}/${form.dataset.slot}` : "";
  if (form) new Autosave(form, new Tab());
  flush(own);
  addEventListener("online", () => flush(own));
  document.querySelector("form[data-signout]")?.addEventListener("submit", (event) => {
    const texts = unsavedTexts(person());
    const waiting = Object.keys(readQueue(person())).length + texts.length;
    if (waiting && !confirm(word("unsent").replace("{n}", String(waiting)))) event.preventDefault();
    else {
      if (waiting) localStorage.removeItem(QUEUE + person());
      for (const key of texts) localStorage.removeItem(key);
      forgetDrafts();
    }
  });
}
