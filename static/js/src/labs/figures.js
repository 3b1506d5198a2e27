// The arithmetic of courses/core/measures/diagnostic_test.py and the sentences of diagnostic_words.py, to the digit.
// Rates are whole hundred-millionths of 1 (ONE), as BigInt: nothing is rounded but where the Python rounds.
export const ONE = 100000000n;
const WORKING_DAYS = 21n, LEAST_FOR_PERCENT = 5n;

// A percentage as typed, to a rate; null for anything that is not one from 0 to 100.
export function rateOf(text) {
  const found = /^([0-9]{1,3})(?:[.,]([0-9]{1,6}))? ?%?$/.exec(text.trim());
  const rate = found ? BigInt(found[1] + (found[2] ?? "").padEnd(6, "0")) : null;
  return rate !== null && rate <= ONE ? rate : null;
}

// An exact fraction of 1 as the page holds it, such as "0.9".
export function exactRate(text) {
  const [whole, part = ""] = text.split(".");
  return BigInt(whole + part.padEnd(8, "0"));
}

export function percentText(rate) {
  const part = String(rate % 1000000n).padStart(6, "0").replace(/0+$/, "");
  return part ? `${rate / 1000000n}.${part}` : String(rate / 1000000n);
}

export function testsOf(text) {
  const number = /^[0-9]{1,3}(?:[, ]?[0-9]{3})?$/.test(text.trim()) ? BigInt(text.replace(/\D/g, "")) : null;
  return number !== null && number <= 100000n ? number : null;
}

const halfUp = (part, whole) => (2n * part + whole) / (2n * whole);
export const number = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

export function countsOf({ prevalence, sensitivity, specificity }, population) {
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

export function flagSentence({ tp, fp, ill, flagged }) {
  if (!flagged && !ill) return "Nobody is flagged, and nobody has it.";
  if (!flagged) return `Nobody is flagged: ${ill === 1n ? "the 1 person who has it is missed" : `all ${number(ill)} who have it are missed`}.`;
  if (flagged === 1n) return tp ? "1 person is flagged, and has it." : "1 person is flagged, and does not have it.";
  if (!tp) return `Of ${number(flagged)} flagged, none has it: every flag is a false alarm.`;
  if (!fp) return `All ${number(flagged)} flagged have it: there are no false alarms.`;
  return `Of ${number(flagged)} flagged, ${number(tp)} ${tp === 1n ? "has" : "have"} it (${perCent(tp, flagged)}).`;
}

export function peopleSentence({ tp, fn, fp, ill, well, total }) {
  const has = ill ? `${number(ill)} ${ill === 1n ? "has" : "have"} it: ${number(tp)} flagged, ${number(fn)} missed.` : "nobody has it.";
  const not = well ? `${number(well)} ${well === 1n ? "does" : "do"} not: ${number(fp)} flagged.` : "Everybody has it.";
  return `Of ${number(total)} ${total === 1n ? "person" : "people"}, ${has} ${not}`;
}

export function roundingNote({ prevalence }, { ill, well, total }) {
  if (prevalence && !ill) return `It is rarer than 1 in ${number(total)}: in this picture nobody has it.`;
  if (prevalence < ONE && !well && total) return `Those without it are fewer than 1 in ${number(total)}: in this picture everybody has it.`;
  return "Whole people, so counts are rounded.";
}

function share(part, whole, undefined_) {
  if (!whole) return undefined_;
  return `${number(part)} of ${number(whole)}${whole >= LEAST_FOR_PERCENT ? ` (${perCent(part, whole)})` : ""}`;
}

export const chancesOf = ({ tp, tn, flagged, cleared }) => ({
  ppv: share(tp, flagged, "Nobody is flagged"),
  npv: share(tn, cleared, "Everybody is flagged"),
});

const average = (rounded, exact) => (rounded === 0n && exact ? "under 1" : number(rounded));

export function burdenOf({ prevalence, sensitivity, specificity }, tests) {
  const square = ONE * ONE;
  const right = prevalence * sensitivity, flagged = right + (ONE - prevalence) * (ONE - specificity);
  const alerts = halfUp(tests * flagged, square), real = halfUp(tests * right, square);
  const missed = halfUp(tests * prevalence, ONE) - real;
  const silent = prevalence * (ONE - sensitivity);
  const told = { alerts: average(alerts, tests * flagged), real: average(real, tests * right), missed: average(missed, tests * silent), share: flagged ? perCent(right, flagged) : "–" };
  return { tests, alerts, real, missed, right, flagged, silent, told };
}

export function burdenSentences(month) {
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
