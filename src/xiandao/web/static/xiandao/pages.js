// Pages as printed and findings in their text: what is marked is brought into view.
"use strict";

const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

// The first box of the marked words, in the middle of the sheet; nothing beyond the sheet moves.
function see(root = document) {
  for (const sheet of root.querySelectorAll(".sheet")) {
    const image = sheet.querySelector("img");
    const box = sheet.querySelector("rect");
    if (!box) continue;
    const go = () => {
      const [there, here] = [box.getBoundingClientRect(), sheet.getBoundingClientRect()];
      sheet.scrollBy({ top: there.top - here.top - sheet.clientHeight / 3, left: there.left - here.left - 24, behavior: "auto" });
    };
    if (image.complete) go();
    else image.addEventListener("load", go, { once: true });
  }
}

// A page's picture that is still being made (503) is asked for again every three seconds, ten times.
function wait(root = document) {
  for (const image of root.querySelectorAll(".sheet img:not([data-waits])")) {
    const address = new URL(image.src);
    let tries = 0;
    const again = () => {
      if (++tries > 10) return;
      address.searchParams.set("try", tries);
      setTimeout(() => { image.src = address.href; }, 3000);
    };
    image.dataset.waits = "";
    image.addEventListener("error", again);
    if (image.complete && !image.naturalWidth) again();
  }
}

// A finding's words scroll within the text, not the page away from the list.
function meet() {
  const mark = location.hash.startsWith("#t-") || location.hash === "#sought" ? document.querySelector(location.hash) : null;
  const article = mark?.closest(".article");
  if (!article) return;
  article.querySelectorAll(".m.on").forEach((each) => each.classList.remove("on"));
  mark.classList.add("on");
  const place = mark.getBoundingClientRect().top - article.getBoundingClientRect().top;
  article.scrollBy({ top: place - article.clientHeight / 3, behavior: calm() });
}

document.addEventListener("htmx:afterSettle", () => { see(); wait(); });
addEventListener("hashchange", meet);
see();
wait();
meet();
