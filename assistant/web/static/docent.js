// What a page does in the browser: hands clicks to the server, opens and closes panels, tells screen readers. It holds no data.
(() => {
  "use strict";
  const find = (selector, within = document) => within.querySelector(selector);
  const narrow = () => matchMedia("(max-width: 56rem)").matches;
  let opener = null; // the citation button that Escape returns to
  const heard = new Map(); // by the id of the place

  function fill(box, text) {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // One hidden text box carries what was clicked, one hidden button per command starts the server's handler.
  function send(command, data) {
    const box = find("#docent-command textarea, #docent-command input");
    const button = find("#docent-do-" + command);
    if (!box || !button) return;
    fill(box, JSON.stringify(data));
    setTimeout(() => button.click(), 30); // after the page has taken the text over
  }

  function fields(element) {
    const form = element.closest("[data-form]");
    const data = { ...form?.dataset, ...element.dataset };
    if (form) for (const field of form.querySelectorAll("[name]")) {
      if (field.type === "checkbox") { if (field.checked) (data[field.name] ??= []).push(field.value); }
      else if (field.type !== "radio" || field.checked) data[field.name] = field.value;
    }
    return data;
  }

  function showEvidence(button) {
    if (!button.closest("#docent-evidence")) opener = button;
    document.body.classList.add("d-evidence-open");
    press(button.dataset);
  }

  function press(cited) {
    for (const cite of document.querySelectorAll(".d-cite"))
      cite.setAttribute("aria-pressed", String(cite.dataset.turn === cited.turn && cite.dataset.n === cited.n));
  }

  function closeEvidence() {
    document.body.classList.remove("d-evidence-open");
    press({});
    if (opener && opener.isConnected) opener.focus();
  }

  function askAgain(text) {
    const box = find("#docent-question textarea");
    fill(box, text);
    box.focus();
    setTimeout(() => find("#docent-send").click(), 30);
  }

  function rate(button) {
    for (const other of button.parentElement.querySelectorAll("[data-do=rate][aria-pressed]")) other.setAttribute("aria-pressed", String(other === button));
    const reason = find(".d-reason", button.closest(".d-tools"));
    reason.classList.add("d-open");
    find("[data-value]", reason).dataset.value = button.dataset.value;
    find("input, textarea", reason).focus();
  }

  const local = {
    "close-evidence": closeEvidence,
    "toggle-history": (button) => button.setAttribute("aria-expanded", String(document.body.classList.toggle("d-history-open"))),
    follow: (button) => askAgain(button.dataset.text),
  };
  const beforeSending = {
    cite: showEvidence,
    open: () => document.body.classList.remove("d-history-open", "d-evidence-open"),
    rate: (button) => (button.closest(".d-reason") ? button.closest(".d-reason").classList.remove("d-open") : rate(button)),
  };

  document.addEventListener("click", (event) => {
    for (const pop of document.querySelectorAll("details.d-pop[open]")) if (!pop.contains(event.target)) pop.open = false;
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const command = button.dataset.do;
    if (local[command]) return void local[command](button);
    const data = fields(button);
    if (beforeSending[command]) beforeSending[command](button);
    button.closest("details.d-pop")?.removeAttribute("open");
    send(command, data);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const pop = find("details.d-pop[open]");
    if (pop) { pop.open = false; find("summary", pop).focus(); }
    else if (find(".d-evidence[data-turn]") || document.body.classList.contains("d-evidence-open")) closeEvidence();
  });

  // A quiz without a mouse: a digit chooses, Enter goes on (in a long answer with Ctrl).
  document.addEventListener("keydown", (event) => {
    const stage = find("#docent-stage");
    if (!stage || event.altKey || event.metaKey || event.isComposing) return;
    const typing = event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (/^[1-9]$/.test(event.key) && !typing && !event.ctrlKey) {
      const option = stage.querySelectorAll(".d-option input")[event.key - 1];
      if (option) { option.click(); option.focus(); }
    } else if (event.key === "Enter" && !event.target.matches("button, a, summary, select") && (event.ctrlKey || !event.target.matches("textarea"))) {
      const main = find(".d-ask .d-main, .d-graded .d-main", stage);
      if (main && !event.target.closest(".d-pop")) { event.preventDefault(); main.click(); }
    }
  });

  function countDown() { // by the server's clock, which also decides what came too late
    for (const timer of document.querySelectorAll("[data-left]")) {
      timer.ends ??= performance.now() + 1000 * timer.dataset.left;
      const left = Math.max(0, Math.ceil((timer.ends - performance.now()) / 1000));
      if (left === 60 && timer.textContent) region().textContent = timer.textContent;
      if (performance.now() > timer.ends + 1500 && !timer.sent) { timer.sent = true; send("next", { quiz: timer.dataset.quiz }); }
      timer.textContent = timer.dataset.label.replace("{time}", Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0"));
    }
  }
  setInterval(countDown, 1000);

  function quiz() { // a new question begins with the keyboard in its first field
    const stage = find("#docent-stage .d-ask, #docent-stage .d-graded, #docent-stage .d-summary");
    if (!stage || stage.dataset.seen) return;
    stage.dataset.seen = "yes";
    countDown();
    (find("input, textarea, select, .d-main", stage) ?? find("#docent-stage .d-main"))?.focus({ preventScroll: true });
    stage.scrollIntoView({ block: "nearest" });
  }

  function come() { // what was asked for comes into sight, where the keyboard goes on from
    const found = find("[data-arrive]:not([data-seen])");
    if (!found) return;
    found.dataset.seen = "yes";
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: found.offsetHeight > innerHeight / 2 ? "start" : "center" });
  }

  // A page picture that cannot be shown says so in words.
  document.addEventListener("error", (event) => {
    const missing = event.target.dataset?.missing;
    if (!missing) return;
    const note = document.createElement("p");
    note.className = "d-note";
    note.textContent = missing;
    event.target.replaceWith(note);
  }, true);

  function region() {
    let element = find("#docent-announcer");
    if (!element) {
      element = document.createElement("div");
      element.id = "docent-announcer";
      element.className = "d-hidden";
      element.setAttribute("role", "status");
      element.setAttribute("aria-live", "polite");
      document.body.append(element);
    }
    return element;
  }

  // What is new in a place is said once; the answers that a page opens with are not new.
  function announce() {
    const places = new Map();
    for (const said of document.querySelectorAll("[data-announce]")) places.set(said.closest("[id^=docent-]")?.id, said);
    for (const [place, said] of places) {
      const text = said.dataset.announce + " " + said.innerText;
      if (heard.get(place) === text) continue;
      heard.set(place, text);
      if (place !== "docent-log" || heard.has("docent-live")) region().textContent = text;
    }
  }

  function remember() { // a reload opens the same conversation again
    const log = find("[data-conversation]");
    if (!log) return;
    const address = new URL(location.href);
    if (log.dataset.conversation) address.searchParams.set("c", log.dataset.conversation);
    else address.searchParams.delete("c");
    if (address.href !== location.href) history.replaceState(null, "", address);
  }

  function follow() {
    const scroll = find("#docent-scroll");
    const last = find("#docent-live .d-turn") || [...document.querySelectorAll("#docent-log .d-turn")].at(-1);
    const state = last ? last.dataset.turn + last.textContent.length : "";
    if (!scroll || scroll.dataset.state === state) return;
    scroll.dataset.state = state;
    if (last) last.scrollIntoView({ block: last.offsetHeight > scroll.clientHeight && !narrow() ? "start" : "end" });
  }

  function save() { // an export arrives as text and leaves as a file
    const file = find("[data-file]");
    if (!file) return;
    const link = document.createElement("a");
    const content = file.dataset.encoded ? Uint8Array.from(atob(file.dataset.content), (sign) => sign.charCodeAt(0)) : file.dataset.content;
    link.href = URL.createObjectURL(new Blob([content], { type: file.dataset.type || "application/json" }));
    link.download = file.dataset.file;
    file.remove();
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function go() { // to another page of ours
    const place = find("[data-go]");
    if (place && !place.sent) { place.sent = true; location.assign(place.dataset.go); }
  }

  function label() {
    const head = find(".d-head[lang]");
    if (head) document.documentElement.lang = head.lang;
    const panel = find(".d-evidence[data-turn]");
    const quote = panel && find(".d-excerpt mark", panel);
    if (quote && !quote.dataset.seen && quote.offsetParent) { // the quote in the middle of its scrolled text
      quote.dataset.seen = "yes";
      const text = quote.closest(".d-excerpt");
      text.scrollTop += quote.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
    }
    if (panel && narrow() && panel.dataset.seen !== "yes" && document.body.classList.contains("d-evidence-open")) {
      panel.dataset.seen = "yes";
      find(".d-close", panel)?.focus();
    }
  }

  // What was unfolded stays so when its place is drawn anew.
  const unfolded = new Set();
  document.addEventListener("toggle", ({ target }) => target.dataset?.keep && unfolded[target.open ? "add" : "delete"](target.dataset.keep), true);
  function unfold() {
    for (const folded of document.querySelectorAll("details[data-keep]:not([open])")) if (unfolded.has(folded.dataset.keep)) folded.open = true;
  }

  // A page that nobody sees stops asking how far a run is, and asks at once when it is seen again.
  let resting = false;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden ? !find("#docent-job .d-job") : !resting) return;
    resting = document.hidden;
    send(resting ? "rest" : "wake", {});
  });

  // A session that has ended leads to the sign-in page instead of a page that no longer answers.
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const response = await ask(...request);
    if (response.status === 401 && new URL(response.url).origin === location.origin) location.assign("/signin?next=" + location.pathname);
    return response;
  };

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      for (const step of [label, unfold, announce, remember, follow, save, quiz, go, come]) step();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
