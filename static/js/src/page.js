// What every module needs: the page's words, its form token, who is signed in, and small builders.
export const word = (key) => document.getElementById("words")?.content.querySelector(`[data-w="${key}"]`)?.textContent ?? "";
export const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
export const person = () => document.body.dataset.person ?? "";

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// A post that gives up after eight seconds, so that nobody waits before a button that never comes back.
export function send(url, body) {
  const data = body instanceof FormData ? body : new URLSearchParams(body);
  if (!data.has("csrfmiddlewaretoken")) data.set("csrfmiddlewaretoken", token());
  return fetch(url, {
    method: "POST", body: data, credentials: "same-origin", signal: AbortSignal.timeout(8000),
    headers: { "X-Requested-With": "fetch", "HX-Request": "true" },
  });
}

export const signInUrl = (login) => `${login || "/accounts/login/"}?next=${encodeURIComponent(location.pathname + location.search)}`;

export function openDialog(kind, label, ...content) {
  const close = make("button", { type: "button", class: "two" }, word("close"));
  const dialog = make("dialog", { class: kind, "aria-label": label }, ...content, make("p", { class: "acts" }, close));
  const before = document.activeElement;
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); before?.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}
