// The site's first page: on to the view the reader chose before, or the one their browser's languages tell.
// `index.html#choose` stays, so that there is a way back to the choice.
(function () {
  "use strict";
  var nav = document.querySelector("[data-x-start]");
  if (!nav) return;
  var links = Array.prototype.slice.call(nav.querySelectorAll("a[data-x-view]"));
  links.forEach(function (link) {
    link.addEventListener("click", function () { window.taben.set("view", link.getAttribute("data-x-view")); });
  });
  if (location.hash === "#choose") return;

  function byCode(code) {
    return links.filter(function (link) { return link.getAttribute("data-x-view") === code; })[0];
  }
  // zh-TW, zh-Hant, zh-Hant-HK, zh-CN, zh …: browsers name the region, the script, or both.
  function parts(tag) {
    var all = tag.toLowerCase().split("-");
    var region = all.filter(function (part, i) { return i > 0 && part.length === 2; })[0] || "";
    var script = all.filter(function (part) { return part.length === 4; })[0] || "";
    if (all[0] === "zh" && !script) script = /^(tw|hk|mo)$/.test(region) ? "hant" : "hans";
    return { language: all[0], script: script, region: region };
  }
  function byLanguage(tag) {
    var want = parts(tag), best = null, most = 0;
    links.forEach(function (link) {
      if (link.getAttribute("data-x-view") === "parallel") return;
      var has = parts(link.lang);
      if (has.language !== want.language) return;
      var score = 1 + (has.script === want.script ? 4 : 0) + (has.region === want.region ? 2 : 0);
      if (score > most) { most = score; best = link; }
    });
    return best;
  }

  var chosen = byCode(window.taben.get("view"));
  var languages = navigator.languages || [navigator.language || ""];
  for (var i = 0; !chosen && i < languages.length; i++) chosen = byLanguage(languages[i]);
  chosen = chosen || byCode(nav.getAttribute("data-x-start"));
  if (chosen) location.replace(chosen.href);
})();
