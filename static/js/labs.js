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
const ROWS = 25, CELL = 16, HEIGHT = ROWS * CELL;
const up = (row) => HEIGHT - row * CELL;
function columns(first, end) {
let path = "";
for (let column = Math.floor(first / ROWS); column * ROWS < end; column += 1) {
const low = Math.max(first - column * ROWS, 0), high = Math.min(end - column * ROWS, ROWS);
if (high > low) path += `M${column * CELL + CELL / 2} ${up(low)}V${up(high)}`;
}
return path;
}
function polygon([[x, y], ...others]) {
let path = `M${x * CELL} ${up(y)}`, level = y;
for (const [across, high] of others) {
path += high === level ? `H${across * CELL}` : `V${up(high)}`;
level = high;
}
return `${path}Z`;
}
const box = (column, low, high) => polygon([[column, low], [column, high], [column + 1, high], [column + 1, low]]);
function outline(first, end) {
if (end <= first) return "";
const left = Math.floor(first / ROWS), low = first % ROWS;
const right = Math.floor((end - 1) / ROWS), high = (end - 1) % ROWS + 1;
if (left === right) return box(left, low, high);
if (right === left + 1 && high <= low) return box(left, low, ROWS) + box(right, 0, high);
return polygon([
[left, low], [left, ROWS], ...(high < ROWS ? [[right, ROWS], [right, high]] : []), [right + 1, high],
[right + 1, 0], ...(low ? [[left + 1, 0], [left + 1, low]] : []),
]);
}
function drawPeople(svg, counts) {
const [tp, fn, fp, total] = [counts.tp, counts.fn, counts.fp, counts.total].map(Number);
const flagged = fn + tp + fp;
const paths = {
tn: columns(flagged, total), fp: columns(fn + tp, flagged), tp: columns(fn, fn + tp), fn: columns(0, fn),
flagged: outline(fn, flagged), ill: outline(0, fn + tp),
};
for (const path of svg.querySelectorAll("[data-of]")) path.setAttribute("d", paths[path.dataset.of]);
}
const ONE = 100000000n;
const WORKING_DAYS = 21n, LEAST_FOR_PERCENT = 5n;
function rateOf(text) {
const found = /^([0-9]{1,3})(?:[.,]([0-9]{1,6}))? ?%?$/.exec(text.trim());
const rate = found ? BigInt(found[1] + (found[2] ?? "").padEnd(6, "0")) : null;
return rate !== null && rate <= ONE ? rate : null;
}
function exactRate(text) {
const [whole, part = ""] = text.split(".");
return BigInt(whole + part.padEnd(8, "0"));
}
function percentText(rate) {
const part = String(rate % 1000000n).padStart(6, "0").replace(/0+$/, "");
return part ? `${rate / 1000000n}.${part}` : String(rate / 1000000n);
}
function testsOf(text) {
const number = /^[0-9]{1,3}(?:[, ]?[0-9]{3})?$/.test(text.trim()) ? BigInt(text.replace(/\D/g, "")) : null;
return number !== null && number <= 100000n ? number : null;
}
const halfUp = (part, whole) => (2n * part + whole) / (2n * whole);
const number = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
function countsOf({ prevalence, sensitivity, specificity }, population) {
const ill = halfUp(population * prevalence, ONE), well = population - ill;
const tp = halfUp(ill * sensitivity, ONE), tn = halfUp(well * specificity, ONE);
const fn = ill - tp, fp = well - tn;
return { tp, fn, fp, tn, ill, well, flagged: tp + fp, cleared: fn + tn, total: population };
}
function perCent(part, whole) {
const rounded = halfUp(100n * part, whole);
if (rounded === 0n && part > 0n) return "under 1%";
if (rounded === 100n && part < whole) return "over 99%";
return `${rounded}%`;
}
function flagSentence({ tp, fp, ill, flagged }) {
if (!flagged && !ill) return "Nobody is flagged, and nobody has it.";
if (!flagged) return `Nobody is flagged: ${ill === 1n ? "the 1 person who has it is missed" : `all ${number(ill)} who have it are missed`}.`;
if (flagged === 1n) return tp ? "1 person is flagged, and has it." : "1 person is flagged, and does not have it.";
if (!tp) return `Of ${number(flagged)} flagged, none has it: every flag is a false alarm.`;
if (!fp) return `All ${number(flagged)} flagged have it: there are no false alarms.`;
return `Of ${number(flagged)} flagged, ${number(tp)} ${tp === 1n ? "has" : "have"} it (${perCent(tp, flagged)}).`;
}
function peopleSentence({ tp, fn, fp, ill, well, total }) {
const has = ill ? `${number(ill)} ${ill === 1n ? "has" : "have"} it: ${number(tp)} flagged, ${number(fn)} missed.` : "nobody has it.";
const not = well ? `${number(well)} ${well === 1n ? "does" : "do"} not: ${number(fp)} flagged.` : "Everybody has it.";
return `Of ${number(total)} ${total === 1n ? "person" : "people"}, ${has} ${not}`;
}
function roundingNote({ prevalence }, { ill, well, total }) {
if (prevalence && !ill) return `It is rarer than 1 in ${number(total)}: in this picture nobody has it.`;
if (prevalence < ONE && !well && total) return `Those without it are fewer than 1 in ${number(total)}: in this picture everybody has it.`;
return "Whole people, so counts are rounded.";
}
function share(part, whole, undefined_) {
if (!whole) return undefined_;
return `${number(part)} of ${number(whole)}${whole >= LEAST_FOR_PERCENT ? ` (${perCent(part, whole)})` : ""}`;
}
const chancesOf = ({ tp, tn, flagged, cleared }) => ({
ppv: share(tp, flagged, "Nobody is flagged"),
npv: share(tn, cleared, "Everybody is flagged"),
});
const average = (rounded, exact) => (rounded === 0n && exact ? "under 1" : number(rounded));
function burdenOf({ prevalence, sensitivity, specificity }, tests) {
const square = ONE * ONE;
const right = prevalence * sensitivity, flagged = right + (ONE - prevalence) * (ONE - specificity);
const alerts = halfUp(tests * flagged, square), real = halfUp(tests * right, square);
const missed = halfUp(tests * prevalence, ONE) - real;
const silent = prevalence * (ONE - sensitivity);
const told = { alerts: average(alerts, tests * flagged), real: average(real, tests * right), missed: average(missed, tests * silent), share: flagged ? perCent(right, flagged) : "–" };
return { tests, alerts, real, missed, right, flagged, silent, told };
}
function burdenSentences(month) {
const { tests, alerts, flagged } = month;
const opening = `With ${number(tests)} ${tests === 1n ? "person" : "people"} a month you will see`;
if (!alerts) return `${opening} ${flagged && tests ? "less than one alert" : "no alert"}. ${missedWords(month)}`;
const rate = alerts >= WORKING_DAYS ? `about ${halfUp(alerts, WORKING_DAYS)} each working day` : "fewer than one each working day";
return `${opening} about ${number(alerts)} ${alerts === 1n ? "alert" : "alerts"}: ${rate}. ${realWords(month)} ${missedWords(month)}`;
}
function realWords({ real, right }) {
if (real) return `About ${number(real)} will be real.`;
return right ? "Fewer than one will be real." : "None will be real.";
}
function missedWords({ missed, silent }) {
if (missed) return `About ${number(missed)} a month ${missed === 1n ? "is" : "are"} missed in silence.`;
return silent ? "Fewer than one a month is missed in silence." : "None is missed.";
}
const RATES = ["prevalence", "sensitivity", "specificity"];
const MOST_IN_PICTURE = 1000n, PAUSE = 500;
const GROUP_NAMES = {
tp: ["flagged, has it", "flagged, have it"], fn: ["missed", "missed"],
fp: ["false alarm", "false alarms"], tn: ["rightly left alone", "rightly left alone"],
};
const smaller = (one, other) => (one < other ? one : other);
function setText(element, text) {
if (element && element.textContent !== text) element.textContent = text;
}
function setStressed(element, sentence) {
const pieces = sentence.split(/(\d[\d,]*)(?![\d,]*%)/);
element.replaceChildren(...pieces.map((text, at) => (at % 2 ? Object.assign(document.createElement("b"), { textContent: text }) : text)));
}
class Explorer {
constructor(form) {
this.form = form;
this.population = BigInt(form.dataset.population);
this.presets = [...form.elements.preset.options].filter((one) => one.value).map((one) => ({ id: one.value, rates: this.ratesIn(one) }));
this.start = this.presets.find((one) => one.id === form.dataset.start).rates;
this.done = form.querySelector("[data-done]");
this.kept = !person() || "kept" in form.dataset;
form.querySelectorAll("[data-scripted]").forEach((one) => { one.hidden = false; });
form.querySelectorAll("[data-plain]").forEach((one) => { one.hidden = true; });
form.addEventListener("input", (event) => this.typed(event.target));
form.addEventListener("change", (event) => this.settled(event.target));
form.addEventListener("click", (event) => this.pressed(event));
form.addEventListener("submit", (event) => event.preventDefault());
const wide = matchMedia("(min-width: 1024px)"), sheet = form.querySelector("details");
wide.addEventListener("change", () => { if (wide.matches) sheet.open = true; });
}
ratesIn(element) {
const rates = element.dataset.rates.split(" ").map(exactRate);
return Object.fromEntries(["sensitivity", "specificity", "prevalence"].slice(0, rates.length).map((name, at) => [name, rates[at]]));
}
field(name) { return this.form.elements[name]; }
slider(name) { return this.form.querySelector(`[type=range][data-for="${name}"]`); }
read() {
const values = Object.fromEntries(RATES.map((name) => [name, rateOf(this.field(name).value)]));
return { ...values, tests: testsOf(this.field("tests").value) };
}
typed(element) {
const name = element.dataset.for ?? element.name;
if (element.type === "range") this.field(name).value = element.value;
else if (name === "preset") return;
this.update(element);
}
settled(element) {
const found = element.name === "preset" && this.presets.find((one) => one.id === element.value);
if (found) this.put(found.rates, element);
else if (element.name && element.type !== "range" && element.name !== "preset") this.bounds(element);
}
pressed(event) {
const button = event.target.closest("[data-by]"), link = event.target.closest("a[data-rates]");
if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
event.preventDefault();
this.put(this.ratesIn(link), link);
}
if (!button) return;
const { for: name, by } = button.dataset;
const most = Number(this.field(name).dataset.most);
const now = Number(this.field(name).value.replace(/[%\s]/g, "").replace(name === "tests" ? "," : /,/, name === "tests" ? "" : "."));
const moved = Math.min(Math.max((Number.isFinite(now) ? now : 0) + Number(by), 0), most);
this.field(name).value = String(Number(moved.toFixed(6)));
this.bounds(this.field(name));
this.update(button);
}
put(rates, from) {
for (const [name, rate] of Object.entries(rates)) {
this.field(name).value = percentText(rate);
this.bounds(this.field(name));
}
this.update(from);
}
bounds(field) {
const message = this.form.querySelector(`[data-bounds="${field.name}"]`);
if (!message) return;
const bad = (field.name === "tests" ? testsOf : rateOf)(field.value) === null;
message.hidden = !bad;
field.toggleAttribute("aria-invalid", false);
if (bad) field.setAttribute("aria-invalid", "true");
const ids = [field.dataset.hint, ...(bad ? [message.id] : [])].join(" ");
field.setAttribute("aria-describedby", ids);
}
update(from) {
const values = this.read();
if (Object.values(values).some((one) => one === null)) return;
for (const name of [...RATES, "tests"]) this.follow(name, values[name], from);
this.form.elements.preset.value = this.presets.find(({ rates }) => RATES.every((name) => rates[name] === values[name]))?.id ?? "";
this.show(values);
if (!this.kept && RATES.some((name) => values[name] !== this.start[name])) this.keep();
}
follow(name, value, from) {
const slider = this.slider(name), text = name === "tests" ? String(value) : percentText(value);
if (slider !== from) slider.value = text;
slider.setAttribute("aria-valuetext", name === "tests" ? number(value) : `${text}%`);
if (!this.form.querySelector(`[data-bounds="${name}"]`).hidden) this.bounds(this.field(name));
}
show(values) {
const counts = countsOf(values, this.population), drawn = countsOf(values, smaller(this.population, MOST_IN_PICTURE));
const sentence = flagSentence(counts), svg = this.form.querySelector(".fig-people");
setStressed(this.form.querySelector("[data-say]"), sentence);
this.announce(sentence);
for (const cell of this.form.querySelectorAll("[data-n]")) setText(cell, number(counts[cell.dataset.n]));
if (svg) this.picture(svg, drawn, values);
const chances = chancesOf(counts);
for (const one of this.form.querySelectorAll("[data-chance]")) setText(one, chances[one.dataset.chance]);
setText(this.form.querySelector("[data-burden]"), burdenSentences(burdenOf(values, values.tests)));
for (const row of this.form.querySelectorAll("tr[data-rates]")) this.threshold(row, values);
}
picture(svg, drawn, values) {
drawPeople(svg, drawn);
setText(this.form.querySelector("[data-people]"), `${peopleSentence(drawn)} ${roundingNote(values, drawn)}`);
for (const line of this.form.querySelectorAll("[data-key]")) {
const count = drawn[line.dataset.key];
setText(line.querySelector("b"), number(count));
setText(line.querySelector("i"), GROUP_NAMES[line.dataset.key][Number(count !== 1n)]);
}
}
threshold(row, values) {
const rates = this.ratesIn(row), month = burdenOf({ ...rates, prevalence: values.prevalence }, values.tests);
for (const cell of row.querySelectorAll("[data-month]")) {
setText(cell, month.told[cell.dataset.month]);
}
const here = rates.sensitivity === values.sensitivity && rates.specificity === values.specificity;
if (here) row.querySelector("a").setAttribute("aria-current", "true");
else row.querySelector("a").removeAttribute("aria-current");
}
announce(sentence) {
this.waiting = sentence;
this.timer ??= setTimeout(() => {
this.timer = undefined;
setText(this.form.querySelector("[data-said]"), this.waiting);
if (this.form.closest(".ex-page")) this.remember();
}, PAUSE);
}
remember() {
const fields = [...RATES, "tests"].map((name) => [name, this.field(name).value]);
history.replaceState(history.state, "", `?${new URLSearchParams(fields)}`);
}
async keep() {
this.kept = true;
try {
const reply = await send(this.form.getAttribute("action"), new FormData(this.form));
this.kept = reply.status === 200 && !reply.redirected;
if (this.kept) this.done.hidden = false;
} catch {
this.kept = false;
}
}
}
function startExplorers() {
for (const form of document.querySelectorAll("[data-explorer]")) form.explorer = new Explorer(form);
}
const WAIT = 400; // ms between the last mark and its saving
const WIDE = matchMedia("(min-width: 1024px)");
const fresh = () => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
const firstLine = (unit) => unit.getClientRects()[0] ?? unit.getBoundingClientRect();
const sameLine = (one, other) => Math.abs(one.bottom - other.bottom) < one.height / 2;
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
function nearest(units, here) {
const line = units.filter((one) => sameLine(firstLine(one), firstLine(units[0])));
return line.sort((a, b) => Math.abs(firstLine(a).left - here.left) - Math.abs(firstLine(b).left - here.left))[0];
}
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
leave() {
if (this.unsent) navigator.sendBeacon(this.form.action, this.body());
}
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
function dropEmpty(formData) {
for (const [name, value] of [...formData]) if (!value && name.startsWith("m.")) formData.delete(name);
}
function startMarking() {
for (const form of document.querySelectorAll("[data-marking]")) new Marking(form);
}
startExplorers();
startMarking();
