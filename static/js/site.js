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
function startTheme() {
const form = document.querySelector("form.theme");
form?.addEventListener("submit", (event) => {
const choice = event.submitter?.value;
if (!choice) return;
event.preventDefault();
const data = new FormData(form);
data.set("theme", choice);
if (choice === "system") delete document.documentElement.dataset.theme;
else document.documentElement.dataset.theme = choice;
for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === choice));
send(form.action, data).catch(() => {});
});
}
const WHOLE = "second-look:whole-unit";
function remembered() {
try { return localStorage.getItem(WHOLE) === "1"; } catch { return false; }
}
function remember(whole) {
try { localStorage.setItem(WHOLE, whole ? "1" : "0"); } catch { /* a private window forgets, which is its purpose */ }
}
const titleOf = (step) => step.dataset.title || step.querySelector("h2")?.textContent.trim() || "";
class Reader {
constructor(article) {
this.article = article;
this.steps = [...article.querySelectorAll("[data-step]")];
this.bar = article.querySelector("[data-reader-bar]") ?? document.querySelector("[data-reader-bar]");
this.whole = remembered();
this.start = Math.max(0, this.steps.findIndex((step) => step.id === article.dataset.place));
this.now = this.start;
this.toggle = make("button", { type: "button", class: "three" });
const line = document.querySelector("li[data-step-line]");
if (line) line.after(make("li", { class: "whole" }, this.toggle));
else article.prepend(make("p", { class: "whole" }, this.toggle));
this.toggle.addEventListener("click", () => this.turn());
if (matchMedia("(max-width: 1023px)").matches) document.querySelector("[data-toc] details")?.removeAttribute("open");
this.bar?.querySelector("[data-back]")?.addEventListener("click", () => this.go(this.now - 1));
this.bar?.querySelector("[data-next]")?.addEventListener("click", () => this.go(this.now + 1));
addEventListener("hashchange", () => this.follow(false));
this.watch();
this.show();
this.follow(true);
}
follow(arriving) {
const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
const index = target ? this.steps.findIndex((step) => step.contains(target)) : location.hash ? -1 : this.start;
if (index < 0) return;
const moved = index !== this.now;
this.now = index;
this.show();
if (moved && !arriving) this.keep();
if (target === this.steps[index]) this.focus();
else target?.scrollIntoView();
}
go(index) {
if (index < 0 || index >= this.steps.length) return;
this.now = index;
history.pushState(null, "", `#${this.steps[index].id}`);
this.show();
this.focus();
this.keep();
}
turn() {
this.whole = !this.whole;
remember(this.whole);
this.show();
if (this.whole) this.steps[this.now].scrollIntoView();
this.toggle.focus({ preventScroll: this.whole });
}
show() {
const last = this.steps.length - 1;
this.steps.forEach((step, i) => { step.hidden = !this.whole && i !== this.now; });
this.article.toggleAttribute("data-stepwise", !this.whole);
this.toggle.textContent = word(this.whole ? "steps" : "whole");
const part = (name) => this.bar?.querySelector(`[data-${name}]`);
if (part("back")) part("back").hidden = this.whole || this.now === 0;
if (part("finish")) part("finish").hidden = !this.whole && this.now !== last;
if (part("next")) {
part("next").hidden = this.whole || this.now === last;
if (this.now < last) part("next").textContent = `${word("next")} ${titleOf(this.steps[this.now + 1])}`;
}
this.mark();
}
mark() {
const line = document.querySelector("[data-step-line]");
if (line) line.textContent = word("step").replace("{n}", String(this.now + 1)).replace("{all}", String(this.steps.length));
document.querySelector("[data-segs]")?.replaceChildren(
...this.steps.map((_, i) => make("i", { class: i < this.now ? "on" : i === this.now ? "now" : "" })));
document.querySelectorAll("[data-toc] a").forEach((link) => {
const index = this.steps.findIndex((step) => `#${step.id}` === link.hash);
if (index === this.now) link.setAttribute("aria-current", "step");
else link.removeAttribute("aria-current");
if (index >= 0 && index < this.now && !link.parentElement.classList.contains("done")) {
link.parentElement.classList.add("done");
link.append(make("span", { class: "sr" }, ` (${word("read")})`));
}
});
}
focus() {
const heading = this.steps[this.now].querySelector("h2") ?? this.steps[this.now];
heading.tabIndex = -1;
heading.focus({ preventScroll: true });
this.steps[this.now].scrollIntoView();
}
keep() {
if (this.article.dataset.placeUrl) send(this.article.dataset.placeUrl, { place: this.steps[this.now].id }).catch(() => {});
}
watch() {
const observer = new IntersectionObserver((entries) => {
const seen = entries.find((entry) => entry.isIntersecting);
const index = seen ? this.steps.indexOf(seen.target) : -1;
if (!this.whole || index < 0 || index === this.now) return;
this.now = index;
this.mark();
this.keep();
}, { rootMargin: "-20% 0px -70% 0px" });
this.steps.forEach((step) => observer.observe(step));
}
}
function startReader() {
const article = document.querySelector("[data-reader]");
if (article && article.querySelectorAll("[data-step]").length > 1) new Reader(article);
}
function rowsOf(list) {
return [...list.children];
}
function number(list) {
const rows = rowsOf(list);
rows.forEach((row, at) => {
row.querySelector("select").value = String(at + 1);
for (const button of row.querySelectorAll("[data-move]")) {
const end = button.dataset.move === "up" ? 0 : rows.length - 1;
button.ariaDisabled = at === end ? "true" : null;
}
});
}
function arrange(list) {
const rows = rowsOf(list);
const place = (row) => Number(row.querySelector("select").value);
if (new Set(rows.map(place).filter(Boolean)).size === rows.length) {
list.append(...rows.sort((one, other) => place(one) - place(other)));
}
number(list);
}
function move(list, row, up) {
const other = up ? row.previousElementSibling : row.nextElementSibling;
if (other) {
if (up) row.after(other); // the neighbour moves, so that the button keeps its focus
else row.before(other);
number(list);
list.dispatchEvent(new Event("change", { bubbles: true }));
}
const said = { step: row.querySelector("label").textContent.trim(), n: rowsOf(list).indexOf(row) + 1, all: rowsOf(list).length };
list.parentElement.querySelector("[data-live]").textContent = list.dataset.said.replace(/\{(\w+)\}/g, (_, name) => said[name]);
}
function startOrdering(root = document) {
for (const list of root.querySelectorAll("[data-ordering]")) {
const hint = list.parentElement.querySelector("[data-moving]");
hint.textContent = hint.dataset.moving;
for (const row of rowsOf(list)) {
const select = row.querySelector("select");
const moves = row.querySelector(".moves");
select.hidden = true;
moves.hidden = false;
row.id = select.id; // where an error leads to; the words of the step are no label any more
select.removeAttribute("id");
}
list.classList.add("moving");
arrange(list);
list.addEventListener("click", (event) => {
const button = event.target.closest("[data-move]");
if (button) move(list, button.closest("li"), button.dataset.move === "up");
});
}
}
const DRAFT = "second-look:draft:";
const QUIET = 1500; // ms after the last key until the count is read out
const draftOf = (area) => `${DRAFT}${person()}:${location.pathname}:${area.id}`;
function countWords(text) {
return text.split(/\s+/).filter((run) => /[\p{L}\p{N}]/u.test(run)).length;
}
function store(act) {
try { return act(sessionStorage); } catch { return null; }
}
function showCount(area) {
const [shown, spoken] = area.parentElement.querySelector(".count").children;
const text = area.dataset.words.replace("{n}", String(countWords(area.value)));
shown.textContent = text;
clearTimeout(area.timer);
area.timer = setTimeout(() => { spoken.textContent = text; }, QUIET);
}
function forgetDrafts(only = DRAFT) {
store((kept) => Object.keys(kept).filter((key) => key.startsWith(only)).forEach((key) => kept.removeItem(key)));
}
function forgetDraft(section) {
for (const area of section.querySelectorAll("[data-words]")) forgetDrafts(draftOf(area));
}
function startWriting(root = document) {
for (const area of root.querySelectorAll("[data-words]")) {
const exercise = area.closest("[data-exercise]");
const draft = exercise ? store((kept) => kept.getItem(draftOf(area))) : null;
if (draft) area.value = draft;
area.addEventListener("input", () => {
showCount(area);
if (exercise) store((kept) => kept.setItem(draftOf(area), area.value));
});
showCount(area);
}
}
const FIELDS = ["[data-errors], [data-result]", "input:not([type=hidden]), textarea, select:not([hidden]), [data-move]"];
function sectionIn(text, id) {
const found = new DOMParser().parseFromString(text, "text/html").getElementById(id);
return found ? document.importNode(found, true) : null;
}
function replace(section, fresh) {
if (fresh.querySelector("[data-result]")) forgetDraft(section);
section.replaceWith(fresh);
startOrdering(fresh);
startWriting(fresh);
const target = fresh.querySelector(FIELDS[0]) ?? fresh.querySelector(FIELDS[1]);
target?.focus({ preventScroll: true });
(target?.matches("[data-errors], [data-result]") ? target : fresh).scrollIntoView({ block: "nearest" });
}
async function answer(section, form) {
if (section.dataset.busy) return;
section.dataset.busy = "1";
const line = section.querySelector("[data-save]");
sayLater(line, word("sending"));
try {
const reply = await send(form.action, new FormData(form));
const fresh = sectionIn(await reply.text(), section.id);
if (fresh) return replace(section, fresh);
const out = reply.status === 401 || (reply.ok && reply.redirected);
if (out) say(line, "no", word("out-here"), make("a", { href: signInUrl() }, word("signin")));
else say(line, "no", word("failed"), againButton(() => form.requestSubmit()));
} catch {
say(line, "no", word("failed"), againButton(() => form.requestSubmit()));
} finally {
delete section.dataset.busy;
}
}
async function retry(section, link) {
try {
const reply = await fetch(link.href, { headers: { "X-Requested-With": "fetch", "HX-Request": "true" }, signal: AbortSignal.timeout(8000) });
const fresh = sectionIn(await reply.text(), section.id);
if (!fresh) throw new Error("no section in the reply");
replace(section, fresh);
} catch {
location.assign(link.href);
}
}
function startExercises() {
document.addEventListener("submit", (event) => {
const section = event.target.closest("[data-exercise]");
if (!section) return;
event.preventDefault();
answer(section, event.target);
});
document.addEventListener("click", (event) => {
const link = event.target.closest("a[data-retry]");
if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
event.preventDefault();
retry(link.closest("[data-exercise]"), link);
});
}
const QUEUE = "second-look:answers:";
const TAB = "second-look:tab";
function readQueue(who) {
try { return JSON.parse(localStorage.getItem(QUEUE + who)) ?? {}; } catch { return {}; }
}
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
async function deliver(url, fields) {
const body = new FormData();
for (const [name, value] of fields) body.append(name, value);
const reply = await send(url, body);
const json = (reply.headers.get("content-type") ?? "").includes("json");
if (json) return { status: reply.status, data: await reply.json() };
return { status: reply.redirected ? 401 : reply.ok ? 0 : reply.status, data: {} };
}
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
async function flush(except) {
const who = person();
for (const [key, entry] of Object.entries(who ? readQueue(who) : {})) {
if (key === except) continue;
try {
const { status } = await deliver(entry.url, entry.fields);
if (status >= 200 && status < 500 && ![401, 403, 422, 429].includes(status)) keep(who, key, null);
} catch {
return;
}
}
}
function unsavedTexts(who) {
try { return Object.keys(localStorage).filter((key) => key.startsWith(`second-look:draft:${who}:`)); } catch { return []; }
}
function startAutosave() {
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
function startGlossary() {
document.addEventListener("click", (event) => {
const link = event.target.closest("a.term");
if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
const held = document.getElementById(`term-${decodeURIComponent(link.hash.slice(1))}`);
if (!held) return;
event.preventDefault();
const source = held.content ?? held;
const body = document.importNode(source, true);
const list = make("dl", { class: "gloss" });
list.append(...(body.querySelector?.("dl") ?? body).childNodes);
openDialog("gloss", link.textContent, list);
});
}
function startCopying() {
for (const button of document.querySelectorAll("button[data-copy]")) {
const target = document.querySelector(button.dataset.copy);
if (!target || !navigator.clipboard) continue;
const label = button.textContent;
button.hidden = false;
button.addEventListener("click", async () => {
await navigator.clipboard.writeText(target.value ?? target.innerText);
button.textContent = word("copied");
setTimeout(() => { button.textContent = label; }, 4000);
});
}
}
function startOnce() {
for (const form of document.querySelectorAll("form[data-once]")) {
const button = form.querySelector("button");
const label = [...button.childNodes]; // not its text: what only screen readers are told would be seen by all
form.addEventListener("submit", (event) => {
if (button.ariaDisabled === "true") { event.preventDefault(); return; }
button.ariaDisabled = "true";
button.replaceChildren(form.dataset.once, ...label.filter((one) => one.className === "sr"));
});
addEventListener("pageshow", () => {
button.ariaDisabled = null;
button.replaceChildren(...label);
});
}
}
function startWide() {
for (const box of document.querySelectorAll(".tbl")) {
const tell = () => { box.toggleAttribute("data-more", box.scrollLeft + box.clientWidth < box.scrollWidth - 1); };
new ResizeObserver(tell).observe(box);
box.addEventListener("scroll", tell, { passive: true });
}
}
startTheme();
startFigures();
startReader();
startOrdering();
startExercises();
startAutosave();
startWriting();
startGlossary();
startCopying();
startOnce();
startWide();
const first = document.querySelector("main [data-errors]") ?? (location.hash ? null : document.querySelector("main [data-focus]"));
first?.focus();
