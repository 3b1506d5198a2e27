// A text that the server does not have yet, kept in this browser: one entry for each tab, for nobody but its writer.
const MOST_DAYS = 30;
const PREFIX = "second-look:draft:";

export const tabName = [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");

// Held as long as the tab is open, so that another tab can tell a text that waits from one that was left behind.
const hold = () => navigator.locks?.request(PREFIX + tabName, () => new Promise(() => {}));

async function openTabs() {
  const state = await navigator.locks?.query();
  return new Set((state?.held ?? []).map((lock) => lock.name.slice(PREFIX.length)));
}

export class Kept {
  constructor(person, course, path) {
    this.place = `${PREFIX}${person}:${course}:${path}:`;
    hold();
  }

  // False when this browser cannot keep it: then nothing may be called kept.
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

  // Texts of this file that no open tab is writing, newest first.
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

  // What belongs to somebody else on this computer, and what is very old.
  sweep(person) {
    for (const key of this.keys()) {
      let old = true;
      try { old = Date.now() - JSON.parse(localStorage.getItem(key)).at > MOST_DAYS * 86400000; } catch { /* unreadable */ }
      if (old || !key.startsWith(`${PREFIX}${person}:`)) this.dropKey(key);
    }
  }
}

// Once a text has been dealt with on the page that compares two, it waits in this browser no more.
export function forget(place, text) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(`${place}:`) && JSON.parse(localStorage.getItem(key)).text === text) localStorage.removeItem(key);
    }
  } catch { /* then nothing was kept */ }
}
