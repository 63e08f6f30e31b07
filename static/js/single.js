// A whole book in one page: each page of each view is a <template>, and one at a time is put into the frame.  A link to a
// page is `#/zh-cn/Title.html`, to a place in it `#/zh-cn/Title.html?place`, to a place in the page being read `#place`.
(function () {
  "use strict";
  var frame = document.querySelector("[data-x-frame]"), root = document.documentElement;
  if (!frame) return;
  var FEW = 60, MOST = 100, AROUND = 40;
  // Keys are what addresses say, `constructor` too.
  var templates = Object.create(null), files = Object.create(null), order = Object.create(null), now = "", views = Object.create(null);

  document.querySelectorAll("template[data-x-page]").forEach(function (template) {
    var path = template.getAttribute("data-x-page"), folder = path.split("/")[0];
    templates[path] = template;
    views[folder] = true;
    if (template.hasAttribute("data-x-listed")) (order[folder] = order[folder] || []).push(path);
  });
  document.querySelectorAll("script[data-x-file]").forEach(function (part) {
    files[part.getAttribute("data-x-file")] = part;
  });

  function decoded(text) { try { return decodeURIComponent(text); } catch (e) { return text; } }
  function title(path) { return templates[path].getAttribute("data-x-title"); }
  function address(path, place) { return "#/" + path.split("/").map(encodeURIComponent).join("/") + (place ? "?" + encodeURIComponent(place) : ""); }
  function tail(path) { return path.slice(path.indexOf("/") + 1); }
  function link(path) {
    var a = document.createElement("a");
    a.href = address(path);
    a.textContent = title(path);
    return a;
  }
  function fill(part) {
    part.querySelectorAll("[data-x-src]").forEach(function (node) {
      var file = files[node.getAttribute("data-x-src")];
      if (file) node.src = file.textContent;
    });
  }
  // What stands beside the text: the pages around this one.
  function list(path) {
    var all = order[path.split("/")[0]] || order[Object.keys(order)[0]] || [];
    if (all.length < 2) return null;
    var at = Math.max(0, all.indexOf(path)), start = Math.max(0, Math.min(at - FEW / 2, all.length - FEW));
    var nav = document.createElement("nav"), fold = document.createElement("details"), name = document.createElement("summary");
    var body = document.createElement("div"), ul = document.createElement("ol");
    nav.className = "side pages";
    nav.setAttribute("aria-label", frame.getAttribute("data-x-pages"));
    fold.className = "fold";
    fold.open = window.matchMedia("(min-width: 56rem)").matches;
    name.textContent = frame.getAttribute("data-x-pages");
    body.className = "fold-body";
    all.slice(start, start + FEW).forEach(function (one) {
      var li = document.createElement("li"), a = link(one);
      if (one === path) a.setAttribute("aria-current", "page");
      li.appendChild(a);
      ul.appendChild(li);
    });
    body.appendChild(ul);
    fold.append(name, body);
    nav.appendChild(fold);
    return nav;
  }
  function show(path) {
    var template = templates[path], copy = template.content.cloneNode(true);
    fill(copy);
    frame.replaceChildren(copy);
    var sheet = frame.querySelector(".sheet"), pages = sheet && list(path);
    if (pages) {
      sheet.insertBefore(pages, sheet.firstChild);
      sheet.classList.add("has-pages");
    }
    now = path;
    root.lang = template.lang || root.lang;
    root.setAttribute("data-x-view", path.split("/")[0]);
    document.title = title(path) + " — " + frame.getAttribute("data-x-title");
    document.querySelectorAll("[data-x-single-view]").forEach(function (a) {
      var view = a.getAttribute("data-x-single-view"), there = view + "/" + tail(path);
      if (!templates[there]) there = view + "/" + tail(frame.getAttribute("data-x-home"));
      a.href = address(there);
      if (view === path.split("/")[0]) a.setAttribute("aria-current", "true");
      else a.removeAttribute("aria-current");
    });
    window.taben.set("single", path);
  }
  function place(id) {
    var node = id && document.getElementById(id);
    if (node) node.scrollIntoView({ behavior: "instant" });
    else scrollTo({ top: 0, behavior: "instant" });
  }
  function go() {
    var hash = location.hash, path, id = "";
    if (hash.slice(0, 2) !== "#/") {
      // A place in the page that is shown; after loading anew, in the one that was.
      if (!now) show(start());
      if (hash.length > 1) place(decoded(hash.slice(1)));
      return;
    }
    path = hash.slice(2);
    if (path.indexOf("?") >= 0) {
      id = decoded(path.slice(path.indexOf("?") + 1));
      path = path.slice(0, path.indexOf("?"));
    }
    path = decoded(path);
    for (var hops = 0; hops < 4 && templates[path] && templates[path].hasAttribute("data-x-to"); hops++) {
      path = decoded(templates[path].getAttribute("data-x-to"));
    }
    if (files[path]) {
      var picture = document.createElement("img");
      picture.src = files[path].textContent;
      picture.alt = path.split("/").pop();
      frame.replaceChildren(picture);
      now = "";
      scrollTo(0, 0);
      return;
    }
    if (!templates[path]) path = start();
    if (path !== now) show(path);
    place(id);
  }
  function start() {
    var kept = window.taben.get("single");
    if (kept && templates[kept]) return kept;
    var home = frame.getAttribute("data-x-home"), wanted = window.taben.get("view");
    var there = wanted + "/" + tail(decoded(home));
    return templates[there] ? there : templates[decoded(home)] ? decoded(home) : Object.keys(templates)[0];
  }

  // The section that is read stands in every view under the same id.
  document.querySelectorAll("[data-x-single-view]").forEach(function (a) {
    a.addEventListener("click", function (event) {
      var id = "";
      frame.querySelectorAll("[data-x-content] [id]").forEach(function (node) {
        if (node.getBoundingClientRect().top < 120) id = node.id;
      });
      var to = a.getAttribute("href").split("?")[0];
      event.preventDefault();
      window.taben.set("view", a.getAttribute("data-x-single-view"));
      location.hash = scrollY > 0 && id ? to + "?" + encodeURIComponent(id) : to;
    });
  });

  // Words are looked for in the text of every view, so that either script finds a page; what is shown is in this one's.
  var texts = null;
  function fold(text) { return text.normalize("NFKC").toLowerCase(); }
  function gather() {
    texts = Object.create(null);
    Object.keys(templates).forEach(function (path) {
      if (!templates[path].hasAttribute("data-x-listed")) return;
      var content = templates[path].content.querySelector("[data-x-content]");
      (texts[tail(path)] = texts[tail(path)] || []).push({ path: path, text: fold(title(path) + " " + (content ? content.textContent : "")) });
    });
  }
  function find(words) {
    if (!texts) gather();
    var view = now.split("/")[0] in order ? now.split("/")[0] : Object.keys(order)[0];
    var box = document.createElement("main"), article = document.createElement("article"), head = document.createElement("h1");
    var sheet = document.createElement("div"), found = [];
    Object.keys(texts).forEach(function (name) {
      var hit = texts[name].filter(function (one) { return words.every(function (word) { return one.text.indexOf(word) >= 0; }); })[0];
      if (hit && templates[view + "/" + name]) found.push({ path: view + "/" + name, hit: hit });
    });
    // Pages whose title has the words come first.
    found.forEach(function (one) { one.first = words.every(function (word) { return fold(title(one.hit.path)).indexOf(word) >= 0; }) ? 0 : 1; });
    found.sort(function (a, b) { return a.first - b.first; });
    head.textContent = found.length ? frame.getAttribute("data-x-found") + " " + found.length : frame.getAttribute("data-x-nothing");
    article.appendChild(head);
    found.slice(0, MOST).forEach(function (one) {
      var p = document.createElement("p"), at = one.hit.text.indexOf(words[0]), from = Math.max(0, at - AROUND);
      var mark = document.createElement("mark");
      p.className = "found";
      mark.textContent = one.hit.text.slice(at, at + words[0].length);
      p.append(link(one.path), document.createElement("br"), one.hit.text.slice(from, at), mark, one.hit.text.slice(at + words[0].length, at + words[0].length + AROUND));
      article.appendChild(p);
    });
    sheet.className = "sheet";
    box.id = "x-main";
    box.tabIndex = -1;
    box.appendChild(article);
    sheet.appendChild(box);
    frame.replaceChildren(sheet);
    now = "";
    scrollTo(0, 0);
  }
  var form = document.querySelector("[data-x-single-search]");
  if (form) {
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("input", function () {
      var words = fold(form.q.value).split(/\s+/).filter(Boolean);
      if (words.length) find(words);
      else show(start());
    });
  }

  window.addEventListener("hashchange", go);
  go();
})();
