const word = (key) => document.getElementById("words")?.content.querySelector(`[data-w="${key}"]`)?.textContent ?? "";
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const person = () => document.body.dataset.person ?? "";
function make(tag, attributes = {}, ...children) {
const element = document.createElement(tag);
for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
element.append(...children);
return element;
}
function send(url, body) {
const data = body instanceof FormData ? body : new URLSearchParams(body);
if (!data.has("csrfmiddlewaretoken")) data.set("csrfmiddlewaretoken", token());
return fetch(url, {
method: "POST", body: data, credentials: "same-origin", signal: AbortSignal.timeout(8000),
headers: { "X-Requested-With": "fetch", "HX-Request": "true" },
});
}
const signInUrl = (login) => `${login || "/accounts/login/"}?next=${encodeURIComponent(location.pathname + location.search)}`;
function openDialog(kind, label, ...content) {
const close = make("button", { type: "button", class: "two" }, word("close"));
const dialog = make("dialog", { class: kind, "aria-label": label }, ...content, make("p", { class: "acts" }, close));
const before = document.activeElement;
close.addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("close", () => { dialog.remove(); before?.focus(); });
document.body.append(dialog);
dialog.showModal();
}
const SIGNS = {
saved: "M3 8.5l3.2 3.2L13 4.5",
off: "M8 2.5v7M5 6.8l3 3 3-3M3 13.3h10",
no: "M8 2.5v7M8 12.4v1.4",
};
function sign(kind) {
const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
svg.setAttribute("class", "i");
svg.setAttribute("viewBox", "0 0 16 16");
svg.setAttribute("aria-hidden", "true");
svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
svg.firstChild.setAttribute("d", SIGNS[kind]);
return svg;
}
function say(line, state, text, ...more) {
if (!line) return;
clearTimeout(Number(line.dataset.timer));
line.className = `save ${state === "saved" ? "" : state}`.trim();
line.replaceChildren(...(SIGNS[state] ? [sign(state)] : []), text, ...more);
}
function sayLater(line, text) {
if (!line) return;
clearTimeout(Number(line.dataset.timer));
line.dataset.timer = String(setTimeout(() => say(line, "", text), 600));
}
function againButton(act) {
const button = make("button", { type: "button", class: "three" }, word("again"));
button.addEventListener("click", act);
return button;
}
const offlineWords = () => word(matchMedia("(max-width: 599px)").matches ? "offline" : "offline-wide");
function enlarge(figure, picture) {
const copy = picture.cloneNode();
copy.removeAttribute("loading");
const title = figure.querySelector(".ft")?.textContent ?? word("picture");
const words = figure.querySelector("details")?.cloneNode(true);
openDialog("large", title, copy, ...(words ? [words] : []));
}
function startFigures() {
document.querySelectorAll("figure.fig").forEach((figure, index) => {
figure.dataset.n = String(index + 1);
const picture = figure.querySelector(":scope > img, :scope > p > img");
if (!picture) return;
const gone = () => { picture.classList.add("gone"); picture.removeAttribute("height"); };
picture.addEventListener("error", gone);
if (picture.complete && !picture.naturalWidth) gone();
const button = make("button", { type: "button", class: "three larger" }, word("larger"));
button.addEventListener("click", () => enlarge(figure, picture));
picture.after(button);
});
}
function phrase(key, values = {}) {
const text = document.getElementById("studio-words")?.content.querySelector(`[data-w="${key}"]`)?.textContent ?? "";
return text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}
const clockTime = (date = new Date()) => date.toTimeString().slice(0, 5);
function afterPause(pause, act) {
let timer = 0;
const later = (...given) => {
clearTimeout(timer);
timer = setTimeout(() => act(...given), pause);
};
later.cancel = () => clearTimeout(timer);
return later;
}
const MOST_DAYS = 30;
const PREFIX = "second-look:draft:";
const tabName = [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
const hold = () => navigator.locks?.request(PREFIX + tabName, () => new Promise(() => {}));
async function openTabs() {
const state = await navigator.locks?.query();
return new Set((state?.held ?? []).map((lock) => lock.name.slice(PREFIX.length)));
}
class Kept {
constructor(person, course, path) {
this.place = `${PREFIX}${person}:${course}:${path}:`;
hold();
}
put(text, version) {
try {
localStorage.setItem(this.place + tabName, JSON.stringify({ text, version, at: Date.now() }));
return true;
} catch {
return false;
}
}
drop() {
this.dropKey(this.place + tabName);
}
dropKey(key) {
try { localStorage.removeItem(key); } catch { /* then it was never kept */ }
}
async left() {
const tabs = await openTabs();
const found = [];
for (const key of this.keys()) {
const [tab] = key.split(":").slice(-1);
if (!key.startsWith(this.place) || tab === tabName || tabs.has(tab)) continue;
try { found.push({ key, ...JSON.parse(localStorage.getItem(key)) }); } catch { this.dropKey(key); }
}
return found.filter((one) => typeof one.text === "string").sort((a, b) => b.at - a.at);
}
keys() {
try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
}
sweep(person) {
for (const key of this.keys()) {
let old = true;
try { old = Date.now() - JSON.parse(localStorage.getItem(key)).at > MOST_DAYS * 86400000; } catch { /* unreadable */ }
if (old || !key.startsWith(`${PREFIX}${person}:`)) this.dropKey(key);
}
}
}
function forget(place, text) {
try {
for (const key of Object.keys(localStorage)) {
if (key.startsWith(`${place}:`) && JSON.parse(localStorage.getItem(key)).text === text) localStorage.removeItem(key);
}
} catch { /* then nothing was kept */ }
}
class Rows {
constructor(area) {
this.area = area;
this.known = new Map();
this.sheet = document.createElement("div");
this.sheet.className = "rows-sheet";
this.sheet.setAttribute("aria-hidden", "true");
area.wrap = "soft";
area.after(this.sheet);
}
forget() { this.known.clear(); }
of(lines) {
this.measure(lines.filter((line) => line.length > 20 && !this.known.has(line)));
return lines.map((line) => this.known.get(line) ?? 1);
}
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
class Text {
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
const SAVE_PAUSE = 2000;
class Saving {
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
take(text, version) {
this.text.value = text;
this.saved = this.text.value;
this.version = this.form.version.value = String(version);
}
}
class Panes {
constructor() {
this.root = document.querySelector("[data-tabs]");
this.links = [...this.root.querySelectorAll("[data-pane]")];
this.opened = new Map();
this.root.querySelector(".tabs").addEventListener("click", (event) => {
const link = event.target.closest("[data-pane]");
if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
event.preventDefault();
this.open(link.dataset.pane);
});
}
get current() { return this.links.find((link) => link.getAttribute("aria-current"))?.dataset.pane; }
when(name, act) { this.opened.set(name, act); }
open(name, { focus = false } = {}) {
for (const link of this.links) {
const here = link.dataset.pane === name;
if (here) link.setAttribute("aria-current", "true");
else link.removeAttribute("aria-current");
document.getElementById(`pane-${link.dataset.pane}`).hidden = !here;
if (here && focus) link.focus();
}
history.replaceState(null, "", `${location.pathname}?pane=${name}`);
this.opened.get(name)?.();
}
}
class Preview {
constructor(text, panes) {
this.text = text;
this.panes = panes;
this.frame = document.querySelector("[data-frame]");
this.wishes = document.querySelector("[data-wishes]");
this.wide = this.wishes.querySelector("[data-wide]");
addEventListener("message", (event) => this.hear(event));
this.follow = afterPause(250, () => this.tell({ kind: "line", line: text.line }));
document.addEventListener("selectionchange", () => { if (document.activeElement === text.area) this.follow(); });
new MutationObserver(() => this.colours()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
this.buttons();
}
buttons() {
const page = this.wishes.querySelector("[data-open-page]");
page.textContent = phrase("open-page");
this.wishes.target = "_blank";
this.wide.hidden = false;
this.wide.addEventListener("click", () => this.widen(this.wide.getAttribute("aria-pressed") !== "true"));
}
widen(on) {
this.wide.setAttribute("aria-pressed", String(on));
document.querySelector("[data-studio]").classList.toggle("wide-preview", on);
this.frame.classList.toggle("wide-frame", on);
}
asked() { return Object.fromEntries(new FormData(this.wishes)); }
show(html) {
this.html = html;
if (this.ready) this.tell({ kind: "html", html });
}
tell(message) {
if (this.ready) this.frame.contentWindow.postMessage(message, "*"); // the frame has no origin to name
}
colours() { this.tell({ kind: "theme", theme: document.documentElement.dataset.theme ?? "" }); }
hear(event) {
if (event.source !== this.frame.contentWindow || typeof event.data !== "object" || !event.data) return;
if (event.data.kind === "ready") {
this.ready = true;
this.colours();
if (this.html !== undefined) this.show(this.html);
this.follow();
} else if (event.data.kind === "line" && Number.isInteger(event.data.line)) {
this.text.go(event.data.line);
}
}
}
const CHECK_PAUSE = 400;
const QUIET = 1000; // how long typing must have stopped before a count is read out
class Checking {
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
class Problems {
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
step(direction) {
const lines = [...this.text.problems.keys()].sort((a, b) => a - b);
if (!lines.length) return;
const here = this.text.line;
const next = direction > 0 ? lines.find((line) => line > here) : lines.findLast((line) => line < here);
this.text.go(next ?? (direction > 0 ? lines[0] : lines.at(-1)));
}
}
const MARK = /«([a-z0-9-]+)»/g;
const HEAD = /^#{2,6} [^`\n]+`([a-z0-9-]+)`/gm;
function withIds(text, taken) {
const given = new Map();
for (const [, name] of text.matchAll(MARK)) {
if (given.has(name)) continue;
let candidate = name;
for (let number = 2; taken.has(candidate) || [...given.values()].includes(candidate); number += 1) candidate = `${name}-${number}`;
given.set(name, candidate);
}
return text.replace(MARK, (_all, name) => given.get(name));
}
function asBlock(before, example, after) {
const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
const rest = after.replace(/^\s*\n/, "").trimStart();
const opens = /^#{2,6} [^\n]*`/.test(example);
const stop = opens && rest && !rest.startsWith("#") && !rest.startsWith("---") ? "\n---\n" : "";
const gap = !rest || after.startsWith("\n\n") ? "" : "\n";
return `${lead}${example}${stop}${gap}`;
}
class Insert {
constructor(text, checking) {
this.text = text;
this.checking = checking;
const data = JSON.parse(text.form.dataset.insert);
this.examples = data.examples;
this.checking.ids = new Set(data.ids);
this.select = text.form.querySelector("[data-examples]");
this.at = text.value.length;
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
async function uploadForm(url) {
const reply = await fetch(url, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(8000) });
if (!reply.ok || reply.redirected) return null;
const page = new DOMParser().parseFromString(await reply.text(), "text/html");
return page.querySelector('form[enctype="multipart/form-data"]');
}
function errorsOf(data) {
const texts = Object.values(data.errors ?? {}).flat();
return make("div", { class: "errsum", role: "alert", tabindex: "-1" }, make("ul", {}, ...texts.map((text) => make("li", {}, text))));
}
class Pictures {
constructor(text) {
this.text = text;
this.at = text.value.length;
text.area.addEventListener("blur", () => { this.at = text.area.selectionEnd; });
const link = document.querySelector("[data-pictures]");
link?.addEventListener("click", (event) => {
if (event.ctrlKey || event.metaKey || event.shiftKey) return;
event.preventDefault();
event.stopPropagation();
this.open(link).catch(() => location.assign(link.href));
});
}
async open(link) {
const form = await uploadForm(link.href);
if (!form) { location.assign(link.href); return; }
form.className = "flow";
const all = make("p", { class: "small" }, make("a", { href: link.href }, phrase("all-pictures")));
openDialog("upload", link.textContent, form, all);
form.addEventListener("submit", (event) => {
event.preventDefault();
this.send(link.href, form).catch(() => form.prepend(errorsOf({ errors: { all: [phrase("not-saved")] } })));
});
form.querySelector("input:not([type=hidden])")?.focus();
}
async send(url, form) {
form.querySelector(".errsum")?.remove();
const body = new FormData(form);
body.set("csrfmiddlewaretoken", token());
const reply = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
const data = reply.redirected ? {} : await reply.json();
if (data.markdown) { this.put(data.markdown, form.closest("dialog")); return; }
const box = errorsOf(data.errors ? data : { errors: { all: [phrase("signed-out")] } });
form.prepend(box);
box.focus();
}
put(markdown, dialog) {
dialog.addEventListener("close", () => this.text.area.focus()); // to go on writing, and not back to the link
dialog.close();
const { value } = this.text;
const end = value.indexOf("\n", this.at);
const from = this.at === 0 || value[this.at - 1] === "\n" ? this.at : end < 0 ? value.length : end + 1;
this.text.replace(from, from, asBlock(value.slice(0, from), `${markdown}\n`, value.slice(from)));
this.text.show(this.text.line);
}
}
const CHOICE = "second-look:studio:keys";
class Keys {
constructor({ text, saving, panes, problems }) {
this.choice = document.querySelector("[data-keys-choice]");
this.box = this.choice.querySelector("input");
this.choice.hidden = false;
try { this.box.checked = localStorage.getItem(CHOICE) !== "off"; } catch { /* then it is as it stands */ }
this.box.addEventListener("change", () => {
try { localStorage.setItem(CHOICE, this.box.checked ? "on" : "off"); } catch { /* for this page only */ }
});
const names = ["preview", "problems", "changes", "guide"];
document.addEventListener("keydown", (event) => {
const act = this.box.checked && this.meant(event, { text, saving, panes, problems, names });
if (act) { event.preventDefault(); act(); }
});
}
meant(event, { text, saving, panes, problems, names }) {
const control = (event.ctrlKey || event.metaKey) && !event.altKey;
const inText = document.activeElement === text.area && !text.area.readOnly;
if (event.key === "F8" && !control && !event.altKey) return () => problems.step(event.shiftKey ? -1 : 1);
if (control && !event.shiftKey && event.key.toLowerCase() === "s") return () => saving.save();
if (control && inText && event.code === "BracketRight") return () => text.indent(1);
if (control && inText && event.code === "BracketLeft") return () => text.indent(-1);
const digit = /^Digit([1-4])$/.exec(event.code)?.[1];
if (event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && digit) return () => panes.open(names[digit - 1], { focus: true });
return null;
}
}
const main = () => document.querySelector("[data-preview]");
const firstLine = (element) => parseInt(element.dataset.line, 10);
function showContent(html) {
const top = scrollY;
const opened = [...main().querySelectorAll("details")].map((one) => one.open);
main().innerHTML = html;
main().querySelectorAll("details").forEach((one, index) => { one.open = opened[index] ?? one.open; });
startFigures();
scrollTo(0, top);
}
function atLine(line) {
let found = null;
for (const element of main().querySelectorAll("[data-line]")) {
if (firstLine(element) <= line && (!found || firstLine(element) >= firstLine(found))) found = element;
}
return found;
}
function showLine(line) {
main().querySelector(".here")?.classList.remove("here");
const element = atLine(line);
if (!element) return;
element.classList.add("here");
const { top, bottom } = element.getBoundingClientRect();
if (bottom < 0 || top > innerHeight) element.scrollIntoView({ block: "center" });
}
function startFrame() {
const framed = "framed" in document.body.dataset;
startFigures();
if (!framed) return;
const tell = (message) => parent.postMessage(message, "*"); // the editor checks who speaks
addEventListener("message", ({ source, data }) => {
if (source !== parent || !data) return;
if (data.kind === "html") showContent(data.html);
else if (data.kind === "line") showLine(data.line);
else if (data.kind === "theme") {
if (data.theme) document.documentElement.dataset.theme = data.theme;
else delete document.documentElement.dataset.theme;
}
});
document.addEventListener("click", (event) => {
const link = event.target.closest("a");
if (link && !link.getAttribute("href")?.startsWith("#")) event.preventDefault();
if (event.target.closest("summary, .larger, dialog")) return;
const element = event.target.closest("[data-line]");
if (element) tell({ kind: "line", line: firstLine(element) });
});
tell({ kind: "ready" });
}
const PULSE = 1200;
function startLeaving(saving) {
document.addEventListener("click", async (event) => {
const link = event.target.closest("a[data-flush]");
if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || !saving.waits) return;
event.preventDefault();
if (await saving.save()) location.assign(link.href);
});
}
function startPulse(text, saving, checking) {
const also = document.querySelector("[data-also]");
const ask = async () => {
if (document.hidden || saving.busy) return;
const { pulseUrl, revision } = text.form.dataset;
const reply = await fetch(`${pulseUrl}?revision=${revision}&version=${saving.version}`, { signal: AbortSignal.timeout(8000) });
if (!reply.ok || reply.redirected) return;
const data = await reply.json();
if (data.also !== undefined && also.textContent !== data.also) also.textContent = data.also;
const another = String(data.revision) !== text.form.dataset.revision;
text.form.dataset.revision = String(data.revision);
if (saving.busy) return;
if (typeof data.text === "string" && String(data.version) !== saving.version) {
if (data.text === text.value || !saving.waits) { saving.take(data.text, data.version); checking.check(); }
} else if (another && !saving.waits) {
checking.check();
}
};
const again = () => ask().catch(() => {}).finally(() => setTimeout(again, PULSE));
setTimeout(again, PULSE);
}
function startChanges(text, panes) {
const pane = document.querySelector("[data-changes]");
panes.when("changes", async () => {
const body = new FormData();
body.append("text", text.value);
const reply = await send(text.form.dataset.compareUrl, body);
if (reply.ok && !reply.redirected) pane.innerHTML = await reply.text();
});
}
function startForm(form, { saving, checking, panes, insert }) {
form.querySelector("[data-plain-save]").hidden = true;
document.querySelector("[data-listing]")?.remove();
form.addEventListener("submit", async (event) => {
event.preventDefault();
if (event.submitter?.value === "insert") { insert.chosen(); return; }
panes.open("problems");
saving.save();
await checking.check();
panes.links[1].focus();
});
}
function startEditor(form) {
if ("unreadable" in form.dataset) return;
const text = new Text(form);
const panes = new Panes();
const saving = new Saving(text);
const preview = new Preview(text, panes);
const checking = new Checking(text, saving, preview, panes);
const problems = new Problems(text, checking, panes);
const insert = new Insert(text, checking);
new Pictures(text);
new Keys({ text, saving, panes, problems });
startForm(form, { saving, checking, panes, insert });
startLeaving(saving);
startChanges(text, panes);
startPulse(text, saving, checking);
if (matchMedia("(max-width: 1023px)").matches) document.querySelector("[data-files]").open = false;
checking.check();
const line = Number(new URLSearchParams(location.search).get("line"));
if (line) text.go(line);
}
const editor = document.querySelector("[data-editor]");
if (editor) startEditor(editor);
if (document.querySelector("[data-preview]")) startFrame();
document.querySelector("[data-clash]")?.addEventListener("submit", ({ target }) => forget(target.dataset.key, target.text.value));
