// A longer text: words are counted as they are written, and in an exercise a draft stays in this tab until it is sent.
import { person } from "./page.js";

const DRAFT = "second-look:draft:";
const QUIET = 1500; // ms after the last key until the count is read out

const draftOf = (area) => `${DRAFT}${person()}:${location.pathname}:${area.id}`;

// As courses/core/kinds/typed.py counts: a run of anything but space that holds a letter or digit.
export function countWords(text) {
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

export function forgetDrafts(only = DRAFT) {
  store((kept) => Object.keys(kept).filter((key) => key.startsWith(only)).forEach((key) => kept.removeItem(key)));
}

// Once the exercise is answered its draft has done its work.
export function forgetDraft(section) {
  for (const area of section.querySelectorAll("[data-words]")) forgetDrafts(draftOf(area));
}

export function startWriting(root = document) {
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
