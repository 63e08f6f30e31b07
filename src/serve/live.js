// In served pages only: reloads the page when it changed, keeping the place, and shows what was found in the book.
(function () {
  "use strict";
  var own = document.currentScript;
  var page = own.getAttribute("data-page"), version = own.getAttribute("data-version");
  var key = "taben-serve:";
  function get(name) { try { return sessionStorage.getItem(key + name); } catch (e) { return null; } }
  function set(name, value) {
    try { if (value === null) sessionStorage.removeItem(key + name); else sessionStorage.setItem(key + name, value); } catch (e) { /* then not */ }
  }

  // The place: the first block in sight, by its words, since what stands before it may grow or shrink; failing that, the
  // section, and failing that, how far down it was.
  function line() { return parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0; }
  function blocks() { return Array.prototype.slice.call(document.querySelectorAll("main p, main li, main h1, main h2, main h3, main h4, main h5, main h6, main pre, main tr, main dd, main dt, main figure")); }
  function words(node) { return node.textContent.replace(/\s+/g, " ").trim().slice(0, 200); }
  function here() {
    var place = { page: location.pathname, y: scrollY, words: "", nth: 0, top: 0, id: "", idTop: 0 };
    if (scrollY < 1) return place;
    var all = blocks(), at = line();
    for (var i = 0; i < all.length; i++) {
      var box = all[i].getBoundingClientRect();
      if (box.height && box.bottom > at && words(all[i])) {
        place.words = words(all[i]);
        place.top = box.top;
        for (var j = 0; j < i; j++) if (words(all[j]) === place.words) place.nth++;
        break;
      }
    }
    document.querySelectorAll("main [id]").forEach(function (node) {
      var box = node.getBoundingClientRect();
      if (node.getClientRects().length && box.top <= at + 1) { place.id = node.id; place.idTop = box.top; }
    });
    return place;
  }
  function goTo(place) {
    var same = place.words ? blocks().filter(function (node) { return words(node) === place.words; }) : [];
    var node = same[Math.min(place.nth, same.length - 1)], top = place.top;
    if (!node && place.id) { node = document.getElementById(place.id); top = place.idTop; }
    var y = node ? scrollY + node.getBoundingClientRect().top - top : place.y;
    scrollTo({ top: y, behavior: "instant" });
  }
  function reload() {
    set("place", JSON.stringify(here()));
    location.reload();
  }
  var place = null;
  try { place = JSON.parse(get("place")); } catch (e) { /* none then */ }
  set("place", null);
  if (place && place.page === location.pathname) {
    history.scrollRestoration = "manual";
    goTo(place);
    // Pictures come later, but not later than this.
    addEventListener("load", function () {
      goTo(place);
      requestAnimationFrame(function () { goTo(place); history.scrollRestoration = "auto"; });
    });
  }

  // What was found.  All words are set as text.
  function make(tag, cls, text) {
    var node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined) node.textContent = text;
    return node;
  }
  function item(told) {
    var node = make("li", told.severity + (told.own ? " mine" : ""));
    var head = make("p", "what");
    head.append(make("span", "code", told.severity + "[" + told.code + "]"), " ", make("span", "message", told.message));
    node.append(head);
    var where = told.file + (told.line ? ":" + told.line + ":" + told.column : "");
    var link = make(told.href ? "a" : "span", "where", where);
    if (told.href) {
      link.setAttribute("href", told.href);
      if (told.href.charAt(0) === "/") link.setAttribute("target", "taben-source");
    }
    if (told.file) node.append(link);
    if (told.around) {
      var code = make("pre");
      code.append(told.around[0], make("mark", "", told.around[1] || " "), told.around[2]);
      node.append(code);
    }
    if (told.hint) node.append(make("p", "hint", told.hint));
    if (told.through.length) node.append(make("p", "hint", "in " + told.through.join(", used at ")));
    return node;
  }
  function count(n, word) { return n + " " + word + (n === 1 ? "" : "s"); }
  function list(title, items, open) {
    var details = make("details");
    details.open = open;
    details.append(make("summary", "", title));
    var ul = make("ul");
    items.forEach(function (told) { ul.append(item(told)); });
    details.append(ul);
    return details;
  }
  var frame = null, before = null;
  function show(text) {
    if (text === before) return;
    before = text;
    var told = JSON.parse(text);
    if (frame) { frame.remove(); frame = null; }
    if (!told.fault && !told.items.length) return;
    frame = make("div");
    frame.setAttribute("data-taben-serve", "");
    // The page's styles do not reach into a shadow, and ours do not reach out.
    var shadow = frame.attachShadow({ mode: "open" });
    var styles = make("link");
    styles.rel = "stylesheet";
    styles.href = "/.taben/live.css";
    var box = make("section", told.fault ? "fault" : told.errors ? "errors" : "warnings");
    box.setAttribute("aria-label", "What taben found");
    // Nothing is drawn before the styles are there.
    box.hidden = true;
    styles.onload = styles.onerror = function () { box.hidden = false; };
    var counts = [told.errors && count(told.errors, "error"), told.warnings && count(told.warnings, "warning")].filter(Boolean).join(", ");
    var title = told.fault ? "The book cannot be built; the site is as it was before" : counts;
    var fold = make("button", "fold", title);
    var body = make("div", "body");
    // Errors are open, warnings wait to be asked for; what was folded stays so until something else is found.
    var isOpen = told.fault || told.errors > 0;
    if (get("folded") === text) isOpen = false;
    function unfold(open) {
      body.hidden = !open;
      fold.setAttribute("aria-expanded", String(open));
      fold.setAttribute("title", open ? "Fold (Esc)" : "Show");
    }
    fold.addEventListener("click", function () {
      var open = body.hidden;
      unfold(open);
      set("folded", open ? null : text);
    });
    box.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && !body.hidden) { fold.click(); fold.focus(); }
    });
    unfold(isOpen);
    var errors = told.items.filter(function (i) { return i.severity === "error"; });
    var warnings = told.items.filter(function (i) { return i.severity !== "error"; });
    var mine = warnings.filter(function (i) { return i.own; }), others = warnings.filter(function (i) { return !i.own; });
    if (errors.length) body.append(list(count(told.errors, "error"), errors, true));
    if (mine.length) body.append(list(count(mine.length, "warning") + " of this page", mine, !errors.length));
    if (others.length) body.append(list(count(told.warnings - mine.length, "warning") + (mine.length ? " of other sources" : ""), others, !errors.length && !mine.length && others.length <= 5));
    if (told.more) body.append(make("p", "hint", "… and " + told.more + " more; the terminal has them all"));
    box.append(fold, body);
    shadow.append(styles, box);
    document.documentElement.append(frame);
  }

  // A browser keeps six connections to a server at most, so pages out of sight hang up; they ask again when they are seen.
  var events = null;
  function listen() {
    if (events || document.visibilityState === "hidden") return;
    events = new EventSource("/.taben/events?page=" + encodeURIComponent(page) + "&version=" + encodeURIComponent(version));
    events.addEventListener("reload", function () { hangUp(); reload(); });
    events.addEventListener("status", function (event) { show(event.data); });
  }
  function hangUp() {
    if (events) events.close();
    events = null;
  }
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") hangUp(); else listen(); });
  addEventListener("pagehide", hangUp);
  addEventListener("pageshow", listen);
  listen();
})();
