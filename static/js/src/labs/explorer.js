// The threshold explorer: a number is moved, and everything on the page that follows from it changes with it.
import { person, send } from "../page.js";
import { burdenOf, burdenSentences, chancesOf, countsOf, flagSentence, peopleSentence, roundingNote } from "./figures.js";
import { exactRate, number, percentText, rateOf, testsOf } from "./figures.js";
import { drawPeople } from "./people.js";

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

// Counts are set off, percentages are not.
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

  // A preset is chosen with the change event, so that arrow keys in the closed list do not rush through all of them.
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

  // What a field may hold is said beside it while it holds something else; the picture stays as it was.
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

  // The sentence is read out half a second after the last one at the earliest, however fast a slider moves.
  announce(sentence) {
    this.waiting = sentence;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      setText(this.form.querySelector("[data-said]"), this.waiting);
      if (this.form.closest(".ex-page")) this.remember();
    }, PAUSE);
  }

  // On its own page the numbers stand in the address: a reload, a bookmark or a link to a colleague keeps them.
  remember() {
    const fields = [...RATES, "tests"].map((name) => [name, this.field(name).value]);
    history.replaceState(history.state, "", `?${new URLSearchParams(fields)}`);
  }

  // Whoever has moved a number has worked in this lab. If that does not arrive, the next change says so again.
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

export function startExplorers() {
  for (const form of document.querySelectorAll("[data-explorer]")) form.explorer = new Explorer(form);
}
