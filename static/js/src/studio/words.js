// The words of the studio's page, with {names} filled in.
export function phrase(key, values = {}) {
  const text = document.getElementById("studio-words")?.content.querySelector(`[data-w="${key}"]`)?.textContent ?? "";
  return text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

export const clockTime = (date = new Date()) => date.toTimeString().slice(0, 5);

// `act` runs once, `pause` ms after the last call.
export function afterPause(pause, act) {
  let timer = 0;
  const later = (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), pause);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}
