// A picture is uploaded without leaving the text, and stands at the cursor afterwards. Its words come first.
import { make, openDialog, token } from "../page.js";
import { asBlock } from "./insert.js";
import { phrase } from "./words.js";

async function uploadForm(url) {
  const reply = await fetch(url, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(8000) });
  if (!reply.ok || reply.redirected) return null;
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  return page.querySelector('form[enctype="multipart/form-data"]');
}

function errorsOf(data) {
  const texts = Object.values(data.errors ?? {}).flat();
  return make("div", { class: "errsum", role: "alert", tabindex: "-1" }, make("ul", {}, ...texts.map((text) => make("li", {}, text))));
}

export class Pictures {
  constructor(text) {
    this.text = text;
    this.at = text.value.length;
    text.area.addEventListener("blur", () => { this.at = text.area.selectionEnd; });
    const link = document.querySelector("[data-pictures]");
    link?.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.open(link).catch(() => location.assign(link.href));
    });
  }

  async open(link) {
    const form = await uploadForm(link.href);
    if (!form) { location.assign(link.href); return; }
    form.className = "flow";
    const all = make("p", { class: "small" }, make("a", { href: link.href }, phrase("all-pictures")));
    openDialog("upload", link.textContent, form, all);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(link.href, form).catch(() => form.prepend(errorsOf({ errors: { all: [phrase("not-saved")] } })));
    });
    form.querySelector("input:not([type=hidden])")?.focus();
  }

  async send(url, form) {
    form.querySelector(".errsum")?.remove();
    const body = new FormData(form);
    body.set("csrfmiddlewaretoken", token());
    const reply = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    const data = reply.redirected ? {} : await reply.json();
    if (data.markdown) { this.put(data.markdown, form.closest("dialog")); return; }
    const box = errorsOf(data.errors ? data : { errors: { all: [phrase("signed-out")] } });
    form.prepend(box);
    box.focus();
  }

  put(markdown, dialog) {
    dialog.addEventListener("close", () => this.text.area.focus()); // to go on writing, and not back to the link
    dialog.close();
    const { value } = this.text;
    const end = value.indexOf("\n", this.at);
    const from = this.at === 0 || value[this.at - 1] === "\n" ? this.at : end < 0 ? value.length : end + 1;
    this.text.replace(from, from, asBlock(value.slice(0, from), `${markdown}\n`, value.slice(from)));
    this.text.show(this.text.line);
  }
}
