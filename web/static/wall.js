// 大屏 turns to its next view every half minute, asks for its figures again as often, and says when they have stopped.
"use strict";
(() => {
  const TURN = 30000;
  const ASK = 30000;
  const AGAIN = 5000;
  const STOPPED = 75000;
  const wall = document.getElementById("wall");
  const stopped = document.getElementById("stopped");
  const mark = document.getElementById("turn");
  let view = 0;
  let told = Date.now();
  let wrong = "";

  const views = () => [...wall.querySelectorAll("[data-view]")];
  const show = () => {
    const all = views();
    view %= all.length || 1;
    all.forEach((one, place) => { one.hidden = place !== view; });
    mark.textContent = all.map((_, place) => (place === view ? "●" : "○")).join(" ");
  };
  const turn = () => { view += 1; show(); };

  const clock = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
  const look = () => {
    const screen = document.getElementById("screen");
    const late = Date.now() - told > STOPPED || wrong !== "";
    stopped.hidden = !late;
    if (late) stopped.textContent = `数据停在 ${clock(screen.dataset.asOf)}。${wrong || "没有应答"}，正在重连…`;
  };

  const ask = async () => {
    let next = ASK;
    const limit = new AbortController();
    const cut = setTimeout(() => limit.abort(), 20000);
    try {
      const answer = await fetch(wall.dataset.source, {
        headers: { "HX-Request": "true" }, credentials: "same-origin", cache: "no-store", signal: limit.signal,
      });
      if (answer.status === 401) throw new Error("登录已失效，请重新登录");
      if (!answer.ok) throw new Error(`服务器答 ${answer.status}`);
      const text = await answer.text();
      if (!text.includes("data-as-of")) throw new Error("读不懂服务器的应答");
      wall.innerHTML = text;
      told = Date.now();
      wrong = "";
      show();
    } catch (error) {
      wrong = error.name === "Error" ? error.message : "连不上服务器";
      next = AGAIN;
    } finally { clearTimeout(cut); }
    look();
    setTimeout(ask, next);
  };

  show();
  setInterval(turn, TURN);
  setInterval(look, 1000);
  setTimeout(ask, ASK);
  document.getElementById("next").addEventListener("click", turn);
  document.addEventListener("keydown", (press) => {
    if (press.key === "ArrowRight" || press.key === " ") turn();
    else if (press.key === "Escape") location.href = "/overview";
  });
})();
