// Words selected in a draft are commented on: told as how many letters stand before them, blanks left out.
"use strict";

const article = document.querySelector(".article");
const bar = document.querySelector("#commenting");
let selected = null;

function letters(fragment) {
  fragment.querySelectorAll(".flag, .page").forEach((remark) => remark.remove());
  return [...fragment.textContent.replace(/[\s\u0085\u001c-\u001f]/gu, "")].length;
}

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (!article || !bar || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  if (!article.contains(range.commonAncestorContainer) || !letters(range.cloneContents())) return;
  selected = range.cloneRange();
  bar.querySelector("b").textContent = selection.toString().slice(0, 40);
  bar.hidden = false;
});

bar?.addEventListener("htmx:configRequest", (event) => {
  if (!selected) return;
  const before = document.createRange();
  before.setStart(article, 0);
  before.setEnd(selected.startContainer, selected.startOffset);
  event.detail.parameters["skip"] = letters(before.cloneContents());
  event.detail.parameters["count"] = letters(selected.cloneContents());
});
