// The studio's editor, its preview frame and the page that compares two texts. Each works as plain forms without this.
import { Checking } from "./checking.js";
import { startFrame } from "./frame.js";
import { Insert } from "./insert.js";
import { forget } from "./kept.js";
import { Keys } from "./keys.js";
import { Panes } from "./panes.js";
import { Pictures } from "./pictures.js";
import { Preview } from "./preview.js";
import { Problems } from "./problems.js";
import { Saving } from "./saving.js";
import { Text } from "./text.js";
import { send } from "../page.js";

const PULSE = 1200;

// Save first, then go: what follows works with the stored text.
function startLeaving(saving) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-flush]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || !saving.waits) return;
    event.preventDefault();
    if (await saving.save()) location.assign(link.href);
  });
}

// Others write too, and so does a program that watches a folder. A text with nothing unsaved follows by itself.
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
// The page with both texts: once one is chosen, nothing of it waits in this browser any more.
document.querySelector("[data-clash]")?.addEventListener("submit", ({ target }) => forget(target.dataset.key, target.text.value));
