// 督办台 what makes the pages quicker to use. Without it every page still reads, and every form still sends.
"use strict";

// -- 键盘: `/` search, j k rows, Enter open, a act, Esc back
(() => {
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((one) => one.offsetParent !== null);
  const here = () => document.querySelector("[data-row].here");
  const move = (by) => {
    const all = rows();
    if (!all.length) return;
    const now = here();
    const next = all[Math.max(0, Math.min(all.length - 1, now ? all.indexOf(now) + by : 0))];
    if (now) now.classList.remove("here");
    next.classList.add("here");
    next.scrollIntoView({ block: "nearest" });
    const first = next.querySelector("a, button");
    if (first) first.focus({ preventScroll: true });
  };
  const typing = (one) => /^(INPUT|TEXTAREA|SELECT)$/.test(one.tagName) || one.isContentEditable;
  document.addEventListener("keydown", (press) => {
    if (press.ctrlKey || press.altKey || press.metaKey || press.isComposing) return;
    if (press.key === "Escape") {
      if (typing(document.activeElement)) document.activeElement.blur();
      else if (document.querySelector("[data-back]")) document.querySelector("[data-back]").click();
      return;
    }
    if (typing(document.activeElement)) return;
    const search = document.querySelector("[data-search]");
    const act = here() && here().querySelector("[data-act]");
    if (press.key === "/" && search) search.focus();
    else if (press.key === "j") move(1);
    else if (press.key === "k") move(-1);
    else if (press.key === "a" && (act || document.querySelector("[data-act]"))) (act || document.querySelector("[data-act]")).click();
    else return;
    press.preventDefault();
  });
})();

// -- 撤销: a command waits ten seconds before it is sent; leaving the page asks first
(() => {
  let waiting = null;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const seconds = Number(form.dataset.undo || 0);
    if (!seconds || form.dataset.sent || (event.submitter && event.submitter.formNoValidate)) return;
    event.preventDefault();
    event.stopPropagation();  // htmx would send it at once
    if (waiting) return;
    const bar = document.createElement("div");
    const words = document.createElement("span");
    const back = document.createElement("button");
    const now = document.createElement("button");
    bar.className = "undo";
    bar.setAttribute("role", "alert");
    words.className = "grow";
    back.textContent = "撤销";
    now.textContent = "立即送出";
    back.type = now.type = "button";
    bar.append(words, back, now);
    document.body.append(bar);
    back.focus();
    const button = event.submitter || null;
    let left = seconds;
    const say = () => { words.textContent = `${form.dataset.what || "这一项"}将在 ${left} 秒后送出`; };
    const stop = () => { clearInterval(waiting); waiting = null; bar.remove(); };
    const send = () => {
      stop();
      form.dataset.sent = "yes";
      if (form.requestSubmit) form.requestSubmit(button); else form.submit();
    };
    say();
    waiting = setInterval(() => { left -= 1; if (left <= 0) send(); else say(); }, 1000);
    back.addEventListener("click", () => { stop(); (button || form).focus(); });
    now.addEventListener("click", send);
  }, true);
  window.addEventListener("beforeunload", (leaving) => { if (waiting) { leaving.preventDefault(); leaving.returnValue = ""; } });
})();

// -- 存稿: what was typed into a form that names itself stays, until it was sent
(() => {
  const kept = (form) => `duban:${location.pathname}:${form.dataset.keep}`;
  for (const form of document.querySelectorAll("form[data-keep]")) {
    try {
      const told = JSON.parse(sessionStorage.getItem(kept(form)) || "[]");
      for (const [name, value] of told) {
        const one = form.elements.namedItem(name);
        if (one && !one.value && one.type !== "file" && one.type !== "hidden") one.value = value;
      }
    } catch (error) { sessionStorage.removeItem(kept(form)); }
    form.addEventListener("input", () => {
      const told = [...new FormData(form)].filter(([, value]) => typeof value === "string");
      sessionStorage.setItem(kept(form), JSON.stringify(told));
    });
  }
  const done = document.querySelector("[data-kept-done]");
  if (done) for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith("duban:") && name.includes(done.dataset.keptDone)) sessionStorage.removeItem(name);
  }
})();

// -- 图: a chart is drawn from the JSON beside it; the table under it says the same
(() => {
  if (!window.echarts) return;
  for (const place of document.querySelectorAll("[data-chart]")) {
    const told = document.getElementById(place.dataset.chart);
    if (!told) continue;
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(JSON.parse(told.textContent));
    window.addEventListener("resize", () => chart.resize());
  }
})();

// -- 变动: a part of the page that follows the record is asked for again when something changed
(() => {
  const live = document.querySelectorAll("[data-live]");
  if (!live.length || !window.EventSource) return;
  let soon = null;
  const refresh = () => {
    soon = null;
    for (const one of live) window.htmx.trigger(one, "changed");
  };
  // a browser holds six connections to a host, and every stream is one: only the page that is looked at has one
  let source = null;
  const follow = () => {
    if (document.visibilityState === "hidden") {
      if (source) source.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/api/v1/changes");
      source.addEventListener("change", () => { soon = soon || setTimeout(refresh, 1000); });
      source.addEventListener("error", () => {  // refused, and the browser has given up: asked again by and by
        if (source && source.readyState === EventSource.CLOSED) { source = null; setTimeout(follow, 15000); }
      });
    }
  };
  document.addEventListener("visibilitychange", () => {
    const away = !source;
    follow();
    if (source && away) refresh();
  });
  follow();
})();

// -- 有错: what is wrong is read first
(() => {
  const errors = document.querySelector(".errors");
  if (errors) errors.focus();
})();
