// What pages do beside links and forms: the review by keyboard, time looked at, files dropped, words selected.
"use strict";

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// ---- Time looked at: counted while somebody moves a mouse or a key; a pause of over a minute is not.
const IDLE = 60_000;
const watch = { last: performance.now(), seconds: 0 };
function look() {
  const now = performance.now();
  const gap = now - watch.last;
  if (gap < IDLE && document.visibilityState === "visible") watch.seconds += gap / 1000;
  watch.last = now;
}
for (const happening of ["mousemove", "keydown", "pointerdown", "scroll", "visibilitychange"]) {
  document.addEventListener(happening, look, { passive: true, capture: true });
}
document.addEventListener("htmx:configRequest", (event) => {
  look();
  if (event.detail.path.includes("/judge/")) event.detail.parameters["seconds"] = watch.seconds.toFixed(1);
});

// ---- The item on the panel and its words in the document.
function point() {
  const panel = one("[data-current]");
  all(".article .m.on").forEach((mark) => mark.classList.remove("on"));
  if (!panel) return;
  const key = `i-${panel.dataset.current}`;
  const marks = all(`.article .m`).filter((mark) => mark.dataset.i?.split(" ").includes(key) || mark.id === `t-${panel.dataset.current}`);
  marks.forEach((mark) => mark.classList.add("on"));
  const article = marks[0]?.closest(".article");
  if (!article) return;
  const place = marks[0].getBoundingClientRect().top - article.getBoundingClientRect().top;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  article.scrollBy({ top: place - article.clientHeight / 3, behavior });
}
// From the question until its answer stands and its buttons work: keys wait.
const busy = (is) => document.body.toggleAttribute("data-busy", is);
document.addEventListener("htmx:beforeRequest", () => busy(true));
document.addEventListener("htmx:afterSettle", () => busy(false));
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) busy(false);
  const current = one("[data-current]")?.dataset.current;
  // Somebody else was quicker: the item is shown as it is now, under what was said.
  if (event.detail.xhr.status === 409 && current) show(current);
  else if (event.detail.successful) one("#said")?.replaceChildren();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "panel") return;
  watch.seconds = 0;
  watch.last = performance.now();
  point();
  one("#panel .fields input, #panel .fields select, #panel .field textarea")?.focus();
});
document.addEventListener("judged", (event) => {
  const { id, state } = event.detail;
  for (const mark of all(`.article .m`)) {
    if (!mark.dataset.i?.split(" ").includes(`i-${id}`)) continue;
    mark.classList.remove("candidate", "confirmed", "corrected", "rejected");
    mark.classList.add(state);
  }
});

function show(id) {
  const address = one(".article[data-open]").dataset.open;
  htmx.ajax("GET", address.replace("/0/", `/${id}/`).replace("item=0", `item=${id}`), { target: "#panel", swap: "innerHTML" });
}

// A word of the document opens its item.
document.addEventListener("click", (event) => {
  const mark = event.target.closest(".article a.m");
  const article = event.target.closest(".article[data-open]");
  if (!mark || !article) return;
  event.preventDefault();
  show(mark.dataset.i.split(" ")[0].slice(2));
});

// ---- Keys: shown on the buttons they press.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (typing) {
    if (event.key === "Escape") one("[data-key='Escape']")?.click();
    return;
  }
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  const button = one(`[data-key="${event.key.length === 1 ? event.key.toLowerCase() : event.key}"]:not([disabled])`);
  if (!button) return;
  event.preventDefault();
  if (!document.body.hasAttribute("data-busy")) button.click(); // a key that is held, or struck before the answer is there, decides nothing
});

// ---- Words selected in the document become an item.
function offset(container, at) {
  const range = document.createRange();
  const paragraph = container.parentElement.closest("[data-start]");
  if (!paragraph) return -1;
  range.setStart(paragraph, 0);
  range.setEnd(container, at);
  const piece = range.cloneContents();
  all(".flag, .page", piece).forEach((flag) => flag.remove());
  return Number(paragraph.dataset.start) + [...piece.textContent].length;
}
document.addEventListener("selectionchange", () => {
  const bar = one("#adding");
  const selection = document.getSelection();
  if (!bar || selection.isCollapsed || !selection.anchorNode?.parentElement?.closest(".article")) return;
  const range = selection.getRangeAt(0);
  if (range.startContainer.nodeType !== Node.TEXT_NODE || range.endContainer.nodeType !== Node.TEXT_NODE) return;
  const start = offset(range.startContainer, range.startOffset);
  const end = offset(range.endContainer, range.endOffset);
  if (start < 0 || end <= start) return;
  one("[name=start]", bar).value = start;
  one("[name=end]", bar).value = end;
  one("#adding-words", bar).textContent = selection.toString().slice(0, 40);
  bar.hidden = false;
});

// ---- Files dropped on an upload form.
for (const form of all("form[data-drop]")) {
  const field = one("input[type=file]", form);
  const zone = one(".drop", form);
  const show = () => {
    one("[data-count]", form).textContent = [...field.files].map((file) => file.name).join("、");
    one("button[type=submit]", form).disabled = field.files.length === 0;
  };
  field.addEventListener("change", show);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); zone.classList.remove("over"); field.files = event.dataTransfer.files; show(); });
  show();
}

// ---- Whoever holds several posts says with every form which of them the page showed.
document.addEventListener("submit", (event) => {
  const post = document.body.dataset.post;
  const form = event.target;
  if (!post || form.getAttribute("method")?.toLowerCase() !== "post" || form.matches(".acting") || one("[name=acting-post]", form)) return;
  const told = Object.assign(document.createElement("input"), { type: "hidden", name: "acting-post", value: post });
  form.append(told);
}, { capture: true });

// ---- A choice that takes effect at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

point();

// ---- What is wider than the page can be scrolled by the keyboard too.
function reach() {
  for (const each of all(".wide, .sheet, .split .article")) {
    if (each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight) each.tabIndex = 0;
  }
}
addEventListener("resize", reach);
document.addEventListener("htmx:afterSettle", reach);
reach();
