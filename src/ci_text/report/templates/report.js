"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const data = JSON.parse($("#data").textContent);
  const say = data.words, quotes = data.quotes;
  const PAGE = 20, PRINTED = 100;
  const locale = data.lang === "da" ? "da-DK" : "en-GB";

  // An element with attributes and children; texts go in as text, never as markup.
  const make = (name, attributes = {}, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== "" && value != null) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  const announce = (text) => { $("#said").textContent = ""; setTimeout(() => { $("#said").textContent = text; }, 50); };

  // --- copying ---------------------------------------------------------------------------------------------------
  async function copy(text, button) {
    let done = false;
    try { await navigator.clipboard.writeText(text); done = true; } catch { done = copyTheOldWay(text); }
    const before = button.textContent;
    announce(done ? say.copied : say.copy_failed);
    if (!done) return;
    button.textContent = say.copied;
    setTimeout(() => { button.textContent = before; }, 1600);
  }
  // Pages opened from a file have no clipboard in some browsers.
  function copyTheOldWay(text) {
    const area = make("textarea", { class: "vh", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    const focused = document.activeElement;
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (focused) focused.focus({ preventScroll: true });
    return done;
  }

  // --- quotes ----------------------------------------------------------------------------------------------------
  const [CODE, INITIATIVE, STANCE, ROLE, HUMAN, DOCUMENT, LANG, PIECES, SHORT, BRACKETS, PAGENO, STARRED, NOTE] = Array(13).keys();
  const form = $(".filters"), list = $("#quote-list"), more = $("#more"), count = $("#count");
  const plain = (text) => text.toLocaleLowerCase(locale).normalize("NFC");
  const searched = quotes.rows.map((row) =>
    plain(row[PIECES].join("") + " " + row[SHORT] + " " + quotes.documents[row[DOCUMENT]][0]));
  let chosen = [], shown = 0;

  const lists = { code: quotes.codes, initiative: quotes.initiatives, stance: quotes.stances, role: quotes.roles };
  const places = { code: CODE, initiative: INITIATIVE, stance: STANCE, role: ROLE };
  for (const [name, entries] of Object.entries(lists)) {
    const options = entries.map(([id, label], n) => [String(n), label, id]);
    options.sort((a, b) => a[1].localeCompare(b[1], locale));
    for (const [n, label] of options) form.elements[name].append(make("option", { value: n }, label));
  }

  // `none`: a cell was followed that has no quote to show, and those of others are not its own.
  function choose(none = false) {
    const wanted = Object.keys(places).map((name) => [places[name], form.elements[name].value]).filter(([, v]) => v !== "");
    const origin = form.elements.origin.value;
    const terms = plain(form.elements.text.value).split(/\s+/).filter(Boolean);
    chosen = [];
    quotes.rows.forEach((row, n) => {
      if (none || wanted.some(([place, value]) => row[place] !== Number(value))) return;
      if (origin !== "" && row[HUMAN] !== Number(origin)) return;
      if (terms.every((term) => searched[n].includes(term))) chosen.push(row);
    });
    list.replaceChildren();
    shown = 0;
    show(PAGE);
    noteOnCell();
  }
  function show(many) {
    const next = chosen.slice(shown, shown + many);
    list.append(...next.map(item));
    shown += next.length;
    more.hidden = shown >= chosen.length;
    const words = say.shown[chosen.length === 1 ? 0 : 1];
    const number = (n) => n.toLocaleString(locale);
    count.textContent = chosen.length ? words.replace("{shown}", number(shown)).replace("{n}", number(chosen.length)) : say.nothing_fits;
    return next.length;
  }
  function item(row) {
    const [citation, address] = quotes.documents[row[DOCUMENT]];
    const text = make("p");
    row[PIECES].forEach((piece, n) => text.append(n % 2 ? make("mark", {}, piece) : piece));
    const [stance, stanceName] = quotes.stances[row[STANCE]];
    const button = make("button", { type: "button", class: "copy", "aria-label": say.copy_quote }, say.copy);
    const whole = row[PIECES].join("");
    button.addEventListener("click", () =>
      copy(`${say.quote_open}${whole}${say.quote_close} ${row[BRACKETS]}\n${citation}`, button));
    const about = make("p", { class: "about" },
      make("span", { class: "code" }, quotes.codes[row[CODE]][1]),
      make("span", {}, make("i", { class: `dot d-${stance}`, "aria-hidden": "true" }), stanceName),
      make("span", { class: row[HUMAN] ? "badge human" : "badge" }, row[HUMAN] ? say.human : say.machine), button);
    const noted = [row[STARRED] ? `★ ${say.starred}` : "", row[NOTE]].filter(Boolean).join(" · ");
    if (noted) about.append(make("span", { class: "noted" }, noted));
    if (address) {
      const href = `${address}${/\.pdf$/i.test(address) ? `#page=${row[PAGENO]}` : ""}`;
      about.append(make("a", { class: "open", href, title: say.open_source_why, target: "_blank", rel: "noopener" }, say.open_source));
    }
    return make("li", {}, make("blockquote", { lang: row[LANG] }, text),
      make("p", { class: "source", title: citation }, row[SHORT]), about);
  }
  // With one code and one initiative chosen, the cell of the map says what stands behind the quotes.
  function noteOnCell() {
    const note = $("#cell-note"), code = form.elements.code.value, initiative = form.elements.initiative.value;
    note.hidden = true;
    if (code === "" || initiative === "") return;
    const address = link(quotes.codes[code][0], quotes.initiatives[initiative][0]);
    const cell = $$('[data-figure="matrix"] td a').find((a) => a.getAttribute("href") === address);
    if (!cell) return;
    note.textContent = cell.dataset.note || cell.getAttribute("aria-label");
    note.hidden = false;
  }
  const link = (code, initiative) => `#quotes?code=${encode(code)}&initiative=${encode(initiative)}`;
  const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

  function followAddress() {
    if (!location.hash.startsWith("#quotes?")) return;
    const wanted = new URLSearchParams(location.hash.slice(8));
    for (const field of form.elements) if (field.name) field.value = "";
    let none = false;
    for (const [name, entries] of Object.entries(lists)) {
      const value = wanted.get(name);
      if (value === null) continue;
      const n = entries.findIndex(([id]) => id === value);
      form.elements[name].value = n < 0 ? "" : String(n);
      none ||= n < 0;
    }
    choose(none);
    $("#quotes").scrollIntoView();
    $("#quotes-h").focus({ preventScroll: true });
  }
  let waiting = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => choose(), event.target.name === "text" ? 150 : 0);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); choose(); });
  form.addEventListener("reset", () => setTimeout(() => choose()));
  more.addEventListener("click", () => {
    const first = shown;
    show(PAGE);
    const button = $("button", list.children[first]);
    if (button) button.focus({ preventScroll: true });
  });
  addEventListener("hashchange", followAddress);
  if (quotes.rows.length < quotes.all) {
    const number = (n) => n.toLocaleString(locale);
    $("#trimmed").textContent = say.quotes_trimmed.replace("{kept}", number(quotes.rows.length)).replace("{all}", number(quotes.all));
  }
  choose();
  followAddress();

  // --- the note beside a cell --------------------------------------------------------------------------------------
  const tip = $("#tip");
  let pointed = null;
  function showTip(event) {
    const cell = event.target.closest("[data-note], .heat td > a, [data-label]");
    pointed = cell && cell.closest(".heat") ? cell : null;
    tip.hidden = !pointed;
    if (!pointed) return;
    tip.textContent = cell.dataset.note || cell.getAttribute("aria-label") || cell.dataset.label;
    placeTip();
  }
  function placeTip() {
    if (!pointed) return;
    const at = pointed.getBoundingClientRect(), own = tip.getBoundingClientRect();
    tip.style.visibility = at.bottom < 0 || at.top > innerHeight ? "hidden" : "visible";
    tip.style.left = `${Math.max(8, Math.min(at.left + at.width / 2 - own.width / 2, innerWidth - own.width - 8))}px`;
    tip.style.top = `${at.top > own.height + 12 ? at.top - own.height - 8 : at.bottom + 8}px`;
  }
  const hideTip = () => { tip.hidden = true; pointed = null; };
  document.addEventListener("mouseover", showTip);
  document.addEventListener("focusin", showTip);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });
  addEventListener("scroll", placeTip, { passive: true, capture: true });

  // --- the numbers behind a figure -----------------------------------------------------------------------------------
  const written = (value) => value === null ? "" : typeof value === "number"
    ? value.toLocaleString(locale, { maximumFractionDigits: 4, useGrouping: false })
    : Array.isArray(value) ? value.join(", ") : String(value);
  function tableOf(sheet) {
    const numeric = sheet.columns.map((_, n) => sheet.rows.every((row) => row[n] === null || typeof row[n] === "number"));
    const head = make("tr", {}, ...sheet.columns.map((c, n) => make("th", { scope: "col", class: numeric[n] ? "n" : "" }, c)));
    const body = sheet.rows.map((row) =>
      make("tr", {}, ...row.map((v, n) => make("td", { class: numeric[n] ? "n" : "" }, written(v)))));
    return make("table", { class: "text" }, make("thead", {}, head), make("tbody", {}, ...body));
  }
  const rowsMissing = (sheet) => say.more_rows[sheet.left_out === 1 ? 0 : 1].replace("{n}", sheet.left_out.toLocaleString(locale));
  const leftOut = (sheet) => sheet.left_out ? [make("p", { class: "small" }, rowsMissing(sheet))] : [];
  for (const details of $$("details[data-sheet]")) {
    const sheet = data.sheets[details.dataset.sheet];
    if (!sheet) { details.hidden = true; continue; }
    details.addEventListener("toggle", () => {
      const place = $(".scroll", details);
      if (details.open && !place.firstChild) place.append(tableOf(sheet), ...leftOut(sheet));
    });
  }

  // --- downloads -----------------------------------------------------------------------------------------------------
  const save = (blob, name) => {
    const a = make("a", { href: URL.createObjectURL(blob), download: name });
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
  };
  // Danish spreadsheets split at semicolons and read decimal commas; a leading apostrophe keeps text from being a formula.
  function csv(sheet) {
    const mark = data.lang === "da" ? ";" : ",";
    const field = (value) => {
      let text = written(value);
      if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
      return /["\n\r;,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    return "\ufeff" + [sheet.columns, ...sheet.rows].map((row) => row.map(field).join(mark)).join("\r\n") + "\r\n";
  }
  // The name of a file that lacks rows says so, since it is what goes from hand to hand.
  function saveTable(id, sheet) {
    const part = sheet.left_out ? `-${sheet.rows.length}-${data.lang === "da" ? "af" : "of"}-${sheet.rows.length + sheet.left_out}` : "";
    save(new Blob([csv(sheet)], { type: "text/csv" }), `${id}${part}.csv`);
    if (part) announce(rowsMissing(sheet));
  }
  const SVG = "http://www.w3.org/2000/svg";
  const drawn = (name, attributes, text) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const solid = (colour) => /^rgba\(.*, 0\)$|transparent/.test(colour) ? "none" : colour;
  // A coloured table as a picture: each cell where it stands on the page, with its colours.
  function drawTable(table) {
    const all = table.getBoundingClientRect(), pad = 12, over = 28;
    const svg = drawn("svg", { xmlns: SVG, width: all.width + 2 * pad, height: all.height + 2 * pad + over, "font-family": "sans-serif", "font-size": 13 });
    svg.append(drawn("rect", { width: "100%", height: "100%", fill: getComputedStyle(document.body).backgroundColor }));
    const ink = getComputedStyle(document.body).color;
    svg.append(drawn("text", { x: pad, y: pad + 14, fill: ink, "font-weight": 600 }, $("figcaption", table.closest("figure")).textContent));
    for (const cell of $$("th, td", table)) {
      const at = cell.getBoundingClientRect(), style = getComputedStyle(cell);
      const x = at.left - all.left + pad, y = at.top - all.top + pad + over;
      if (cell.tagName === "TD") svg.append(drawn("rect", { x, y, width: at.width, height: at.height, fill: solid(style.backgroundColor),
        ...(cell.classList.contains("h0") && cell.firstChild ? { stroke: "#cfc9bc" } : {}) }));
      const range = document.createRange();
      const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      const tilted = table.classList.contains("tilted") && cell.closest("thead") && cell.tagName === "TH";
      while (walker.nextNode()) {
        const holder = walker.currentNode.parentElement, type = getComputedStyle(holder);
        if (holder.closest(".vh")) continue;
        const look = { fill: style.color, "font-size": parseFloat(type.fontSize), "font-weight": type.fontWeight };
        for (const [line, box] of linesOf(walker.currentNode, range, tilted)) {
          const left = box.left - all.left + pad, bottom = box.bottom - all.top + pad + over;
          const place = tilted ? { transform: `translate(${left + box.width * 0.78} ${bottom}) rotate(-90)` } : { x: left, y: bottom - box.height * 0.22 };
          svg.append(drawn("text", { ...look, ...place }, line.trim()));
        }
      }
    }
    return svg;
  }
  // A text node's lines as they are broken on the page, each with the box of its first character.
  function linesOf(node, range, tilted) {
    const lines = [];
    for (let n = 0; n < node.length; n += 1) {
      range.setStart(node, n);
      range.setEnd(node, n + 1);
      const box = range.getBoundingClientRect(), last = lines.at(-1);
      if (!box.width || !box.height) continue;
      const apart = last && Math.abs(tilted ? last[1].left - box.left : last[1].top - box.top);
      if (last && apart < 4) last[0] += node.data[n];
      else if (node.data[n].trim()) lines.push([node.data[n], box]);
    }
    return lines;
  }
  function drawBars(svg) {
    const figure = svg.closest("figure"), width = 720, pad = 16, over = 28, legend = 30;
    const height = Number(svg.getAttribute("height"));
    const whole = drawn("svg", { xmlns: SVG, width: width + 2 * pad, height: height + over + legend + 2 * pad, "font-family": "sans-serif", "font-size": 13 });
    const copy = svg.cloneNode(true);
    for (const [key, value] of Object.entries({ x: pad, y: pad + over, width })) copy.setAttribute(key, value);
    copy.removeAttribute("id");
    whole.append(drawn("rect", { width: "100%", height: "100%", fill: "#ffffff" }),
      drawn("text", { x: pad, y: pad + 12, fill: "#1d1c1a", "font-weight": 600 }, $("figcaption", figure).textContent), copy);
    let x = pad;
    for (const entry of $$(".legend li", figure)) {
      const label = entry.textContent.trim(), y = pad + over + height + 10;
      whole.append(drawn("rect", { x, y, width: 12, height: 12, fill: $("rect", entry).getAttribute("fill") }));
      whole.append(drawn("text", { x: x + 18, y: y + 11, fill: "#1d1c1a" }, label));
      x += 40 + label.length * 8;
    }
    return whole;
  }
  async function pictureOf(figure) {
    const table = $("table.heat", figure), bars = $("svg.bars", figure), image = $("img", figure);
    if (image) return atob(image.src.split(",")[1]).split("").map((c) => c.charCodeAt(0));
    return new XMLSerializer().serializeToString(table ? drawTable(table) : drawBars(bars));
  }
  async function png(blob) {
    const address = URL.createObjectURL(blob), image = new Image();
    image.src = address;
    await image.decode();
    const canvas = make("canvas"), scale = 2;
    canvas.width = image.width * scale;
    canvas.height = image.height * scale;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-get]");
    if (!button) return;
    const id = button.closest("[data-for]").dataset.for, kind = button.dataset.get;
    if (kind === "csv") { saveTable(id, data.sheets[id]); return; }
    const picture = await pictureOf(button.closest("[data-figure]"));
    const svg = new Blob([typeof picture === "string" ? picture : new Uint8Array(picture)], { type: "image/svg+xml" });
    save(kind === "svg" ? svg : await png(svg), `${id}.${kind}`);
  });

  const method = $("#copy-method");
  if (method) method.addEventListener("click", () => copy($$("#methods h3, #methods p, #methods li").map((e) => (e.tagName === "LI" ? "- " : "") + e.textContent).join("\n\n"), method));

  // --- printing, and where the reader is -------------------------------------------------------------------------------
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = $$("details:not([open]):not([data-sheet])").filter((d) => !d.closest("#tables"));
    for (const details of opened) details.open = true;
    if (shown < chosen.length) show(PRINTED - shown);
    if (shown < chosen.length) count.textContent = say.print_capped.replace("{n}", shown.toLocaleString(locale));
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; });
  const links = new Map($$(".contents a").map((a) => [a.getAttribute("href").slice(1), a]));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const a of links.values()) a.removeAttribute("aria-current");
      const a = links.get(entry.target.id);
      if (a) a.setAttribute("aria-current", "location");
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  for (const section of $$("main > section")) seen.observe(section);
})();
