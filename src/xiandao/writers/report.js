"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const report = one(".report");
  if (!report) return;
  const panels = all(".panel"), tabs = all(".tabs a"), text = one("#text"), status = one(".left"), unmatched = one(".unmatched");
  const narrow = matchMedia("(max-width: 1199px)");
  document.documentElement.classList.add("js");
  all(".tools, .switch").forEach((part) => { part.hidden = false; });

  /* Which panel is seen, and on a narrow screen which side. */
  const showPanel = (id) => {
    panels.forEach((panel) => { panel.hidden = panel.id !== id; });
    tabs.forEach((tab) => tab.getAttribute("href") === "#" + id ? tab.setAttribute("aria-current", "true") : tab.removeAttribute("aria-current"));
    filter();
  };
  const showSide = (side) => {
    report.classList.toggle("show-text", side === "text");
    report.classList.toggle("show-items", side === "items");
    all(".switch button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.side === side)));
  };
  const panel = () => panels.find((each) => !each.hidden);
  const rows = () => all(".item", panel()).filter((row) => !row.hidden);

  /* Filters: words, year, confidence; counted aloud. */
  const find = one(".find"), year = one(".year"), lowOnly = one(".low-only");
  function filter() {
    const wanted = find.value.trim().toLowerCase();
    all(".item").forEach((row) => {
      const more = row.nextElementSibling && row.nextElementSibling.matches(".more") ? row.nextElementSibling : null;
      const said = (row.textContent + (more ? more.textContent : "")).toLowerCase();
      row.hidden = !said.includes(wanted) || Boolean(year && year.value && row.dataset.year !== undefined && row.dataset.year !== year.value)
        || (lowOnly.checked && !row.classList.contains("low") && !row.closest(".of-checks"));
      if (more) more.hidden = row.hidden;
    });
    const shown = panel() ? rows().length : 0, of = panel() ? all(".item", panel()).length : 0;
    status.textContent = shown === of ? "" : shown + " / " + of;
    unmatched.hidden = shown > 0 || of === 0;
    panels.forEach((each) => each.classList.toggle("bare", !unmatched.hidden));
  }
  [find, year, lowOnly].forEach((each) => each && each.addEventListener("input", filter));

  /* The item in hand: its row is open, its words are outlined. */
  let current = null;
  const wordsOf = (row) => all('[data-i~="' + row.id + '"], [id="t-' + row.id.slice(2) + '"]', text);
  const take = (row, { scrollText = true } = {}) => {
    all(".item.on, .m.on").forEach((each) => each.classList.remove("on"));
    current = row;
    row.hidden = false;
    row.classList.add("on");
    const found = wordsOf(row);
    found.forEach((each) => each.classList.add("on"));
    row.scrollIntoView({ block: "nearest" });
    if (scrollText && found.length && !narrow.matches) found[0].scrollIntoView({ block: "center" });
  };
  const step = (by) => {
    const list = rows(), at = list.indexOf(current);
    const next = list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))];
    if (!next) return;
    take(next);
    (next.querySelector("a") || next).focus({ preventScroll: true });
  };

  /* Addresses: #i-… is a row, #t-… its words, #p-… a panel. */
  const go = () => {
    const id = decodeURIComponent(location.hash.slice(1)), target = id && document.getElementById(id);
    if (!target) return;
    if (id.startsWith("p-")) { showPanel(id); showSide("items"); return; }
    const row = id.startsWith("i-") ? target : document.getElementById("i-" + id.slice(2));
    if (!row) return;
    showPanel(row.closest(".panel").id);
    if (id.startsWith("i-")) {
      showSide("items");
      take(row, { scrollText: false });
      (row.querySelector("a") || row).focus({ preventScroll: true });
      row.scrollIntoView({ block: narrow.matches ? "center" : "nearest" });
    } else {
      showSide("text");
      take(row);
      if (!target.matches("a")) target.tabIndex = -1;
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: "center" });
    }
  };
  addEventListener("hashchange", go);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.matches(".m[data-i]")) {
      /* Words that carry several items lead to each in turn. */
      const keys = link.dataset.i.split(" "), at = current ? keys.indexOf(current.id) : -1;
      const key = keys[(at + 1) % keys.length];
      event.preventDefault();
      location.hash === "#" + key ? go() : (location.hash = key);
    } else if (link && link.getAttribute("href") === location.hash) go();
    const row = event.target.closest(".item");
    if (row && !link) take(row);
  });

  /* Legend: kinds of marks on and off. */
  all(".legend button").forEach((button) => button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true", kind = button.dataset.kind;
    button.setAttribute("aria-pressed", String(on));
    kind === "aside" ? text.classList.toggle("show-aside", on) : text.classList.toggle("off-" + kind, !on);
  }));
  all(".switch button").forEach((button) => button.addEventListener("click", () => showSide(button.dataset.side)));

  /* Keys, which can be switched off. */
  const keys = one("button.keys");
  keys.addEventListener("click", () => keys.setAttribute("aria-pressed", String(keys.getAttribute("aria-pressed") !== "true")));
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea")) { if (event.key === "Escape") event.target.blur(); return; }
    if (keys.getAttribute("aria-pressed") !== "true" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") { event.preventDefault(); find.focus(); }
    else if (/^[1-9]$/.test(event.key) && tabs[event.key - 1]) showPanel(tabs[event.key - 1].getAttribute("href").slice(1));
    else if (event.key === "Enter" && current && event.target === document.body) location.hash = "t-" + current.id.slice(2);
  });

  showPanel((panels.find((each) => each.querySelector(".item")) || panels[0]).id);
  showSide("text");
  go();
})();
