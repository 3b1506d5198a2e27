// Exercises answered in place: the form is posted and its section replaced by what the server says.
import { startOrdering } from "./ordering.js";
import { make, send, signInUrl, word } from "./page.js";
import { againButton, say, sayLater } from "./save.js";
import { forgetDraft, startWriting } from "./writing.js";

const FIELDS = ["[data-errors], [data-result]", "input:not([type=hidden]), textarea, select:not([hidden]), [data-move]"];

// The reply may be the section alone or a whole page that holds it.
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

export function startExercises() {
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
