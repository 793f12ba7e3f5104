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
  if (event.target.id === "adding" && event.detail.parameters["start"]) delete event.detail.parameters["words"]; // the place says it
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
let overtaken = false;
// From the question until its answer stands and its buttons work: keys wait.
const busy = (is) => document.body.toggleAttribute("data-busy", is);
document.addEventListener("htmx:beforeRequest", () => busy(true));
// A form that has just come is htmx's only once it has settled: sent before, the browser itself would leave the page.
document.addEventListener("submit", (event) => {
  if (!event.target.closest(".htmx-settling")) return;
  event.preventDefault();
  event.stopPropagation();
}, { capture: true });
document.addEventListener("htmx:afterSettle", () => busy(false));
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) busy(false);
  const current = one("[data-current]")?.dataset.current;
  // Somebody else was quicker: the item is shown as it is now, under what was said, which stays until the next deed.
  if (event.detail.xhr.status === 409 && current) {
    overtaken = true;
    show(current);
  } else if (event.detail.successful) {
    if (overtaken) one("#said")?.scrollIntoView({ block: "nearest" });
    else one("#said")?.replaceChildren();
    overtaken = false;
  }
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "panel") return;
  watch.seconds = 0;
  watch.last = performance.now();
  const waiting = one("#panel [data-waiting]")?.dataset.waiting;
  if (waiting !== undefined) all("[data-waits]").forEach((each) => { each.textContent = waiting; });
  point();
  one("#panel .fields input, #panel .fields select, #panel .field textarea")?.focus();
});
document.addEventListener("judged", (event) => {
  const { id, state } = event.detail;
  const bar = one("#adding");
  if (bar && document.getSelection().isCollapsed) { // words that are selected no more are not added a second time
    for (const name of ["start", "end", "words"]) one(`[name=${name}]`, bar).value = "";
  }
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
  one("[name=words]", bar).value = selection.toString().replace(/\s+/g, " ");
  lacks(bar, false);
});
// Without words there is nothing to add: it is said beside the button, and the field where words can be typed is entered.
function lacks(bar, is) {
  const told = one("#adding-told", bar);
  told.dataset.caption ??= told.textContent;
  told.textContent = is ? told.dataset.lacking : told.dataset.caption;
  told.classList.toggle("is-late", is);
  one("[name=words]", bar).setAttribute("aria-invalid", String(is));
}
document.addEventListener("input", (event) => {
  const bar = event.target.name === "words" ? event.target.closest("#adding") : null;
  if (!bar) return;
  for (const name of ["start", "end"]) one(`[name=${name}]`, bar).value = ""; // typed words are looked up in the text
  lacks(bar, false);
});
document.addEventListener("submit", (event) => {
  const bar = event.target;
  if (bar.id !== "adding" || one("[name=start]", bar).value || one("[name=words]", bar).value.trim()) return;
  event.preventDefault();
  event.stopPropagation();
  one("[name=words]", bar).focus();
  lacks(bar, true);
}, { capture: true });

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

// ---- Back to a form that was refused, with all that was typed in it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-back]");
  if (!link || history.length < 2 || link.href.split("#")[0] !== document.referrer) return;
  event.preventDefault();
  history.back();
});

// ---- A choice that takes effect at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

point();

// ---- Who comes to the text by the words of an item finds that item beside them.
function meet() {
  const mark = /^#t-\d+$/.test(location.hash) ? one(location.hash) : null;
  if (mark?.closest(".article[data-open]") && !one("[data-current]")) show(location.hash.slice(3));
}
addEventListener("hashchange", meet);
meet();

// ---- On a telephone a row of a table is a card: every cell says which column it is of, and stays a cell to a screen reader.
const UNSTACKED = ".matrix, .across, .sides, .printed, .opinions, .stacks";
function stack(table) {
  const heads = all("thead > tr", table);
  if (heads.length !== 1 || table.parentElement.closest("table")) return;
  const names = [...heads[0].children].map((head) => head.textContent.replace(/[▲▼↑↓]/g, "").trim());
  table.classList.add("stacks");
  table.setAttribute("role", "table");
  for (const head of heads[0].children) head.toggleAttribute("data-sorts", one("a", head) !== null);
  for (const row of all("tbody > tr, tfoot > tr", table)) {
    row.setAttribute("role", "row");
    let at = 0;
    for (const cell of row.children) {
      cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
      if (at > 0 && cell.colSpan === 1 && names[at]) cell.dataset.label = names[at];
      at += cell.colSpan;
    }
  }
}
const cards = () => all(".wide > table, .wide > form > table").filter((table) => !table.matches(UNSTACKED)).forEach(stack);
document.addEventListener("htmx:afterSwap", cards);
cards();

// ---- On a telephone the rail folds under one button, and the tab that is shown stands in view.
const menu = one(".rail .menu");
if (menu) {
  const rail = menu.closest(".rail");
  const fold = (is) => { rail.classList.toggle("folded", is); menu.setAttribute("aria-expanded", String(!is)); };
  menu.hidden = false;
  fold(true);
  menu.addEventListener("click", () => fold(!rail.classList.contains("folded")));
  rail.addEventListener("keydown", (event) => { if (event.key === "Escape") { fold(true); menu.focus(); } });
}
for (const here of all(".tabs [aria-current]")) {
  const tabs = here.closest(".tabs");
  tabs.scrollLeft = here.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2;
}

// ---- What is wider than the page can be scrolled by the keyboard too.
function reach() {
  for (const each of all(".wide, .sheet, .split .article")) {
    if (each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight) each.tabIndex = 0;
  }
}
addEventListener("resize", reach);
document.addEventListener("htmx:afterSettle", reach);
reach();
