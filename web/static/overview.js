// 总览 charts that come with a part of the page are drawn when it has come; the table below each says the same.
"use strict";
(() => {
  const draw = () => {
    if (!window.echarts) return;
    for (const place of document.querySelectorAll("[data-drawn]")) {
      const told = document.getElementById(place.dataset.drawn);
      if (!told || window.echarts.getInstanceByDom(place)) continue;
      const chart = window.echarts.init(place, null, { renderer: "canvas" });
      chart.setOption(JSON.parse(told.textContent));
      window.addEventListener("resize", () => chart.resize());
    }
  };
  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:afterSettle", draw);
})();
