// Searches the book.  docs/search.md tells the form of the index and why it is so.
(function () {
  "use strict";
  var root = document.documentElement;
  var base = root.getAttribute("data-x-root") || "";
  var folder = base + "assets/search/";
  var FORMAT = 1;
  // What one step may load: results shown, parts of pages looked at for them, shards for one part of the query.
  var STEP = 10, MAX_PARTS = 12, SHARDS = 3, MORE_SHARDS = 3, MANY = 24;
  var MAX_TERMS = 8, MAX_LENGTH = 100;

  // Files: each is a script that calls `tabenSearch` with its kind, its name and what it holds.
  var waiting = Object.create(null), loaded = Object.create(null), stamp = "";
  window.tabenSearch = function (kind, name, data) {
    var id = kind + name;
    if (waiting[id]) waiting[id](data);
  };
  function file(kind, name, path) {
    var id = kind + name;
    if (!loaded[id]) {
      loaded[id] = new Promise(function (done, failed) {
        var script = document.createElement("script");
        waiting[id] = done;
        script.src = folder + path + (stamp && "?v=" + stamp);
        script.onload = function () { script.remove(); delete waiting[id]; failed(new Error(path)); };
        script.onerror = function () { script.remove(); delete waiting[id]; delete loaded[id]; failed(new Error(path)); };
        document.head.appendChild(script);
      });
    }
    return loaded[id];
  }

  // Numbers as src/search/code.rs writes them.
  function Reader(text) { this.text = text; this.at = 0; }
  Reader.prototype.digit = function () {
    var c = this.text.charCodeAt(this.at++);
    return c - 32 - (c > 34) - (c > 92);
  };
  Reader.prototype.number = function () {
    var result = 0, scale = 1, digit;
    while ((digit = this.digit()) >= 62) { result += digit * scale; scale *= 31; }
    return result + digit * scale;
  };
  Reader.prototype.list = function (count, total) {
    var out = [], i, j, last = 0;
    if (count * 6 > total) {
      for (i = 0; i < total; i += 6) {
        var bits = this.digit();
        for (j = 0; j < 6; j++) if (bits >> j & 1) out.push(i + j);
      }
      return out;
    }
    for (i = 0; i < count; i++) out.push(last += this.number());
    return out;
  };

  var book = null;
  function open() {
    return file("index", "", "index.js").then(function (data) {
      if (book) return book;
      if (data.format !== FORMAT) throw new Error("format");
      stamp = data.stamp;
      var classes = new Map(), counts = new Reader(data.parts), first = [], pages = [];
      data.fold.split(" ").forEach(function (group) {
        var all = Array.from(group);
        all.forEach(function (c) { classes.set(c, all[0]); });
      });
      while (counts.at < data.parts.length) {
        first.push(pages.length);
        for (var n = counts.number(); n > 0; n--) pages.push(first.length - 1);
      }
      var views = data.views.map(function (view) {
        var pairs = Array.from(view[1]), map = new Map();
        for (var i = 0; i < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1]);
        return { code: view[0], map: map, words: view[2] };
      });
      var code = root.getAttribute("data-x-view");
      var at = views.findIndex(function (view) { return view.code === code; });
      book = { classes: classes, first: first, pages: pages, shards: data.shards, perFolder: data.folder, views: views,
        view: Math.max(at, 0), folder: at < 0 && code !== "parallel" ? views[0].code : code, words: views[Math.max(at, 0)].words };
      return book;
    });
  }

  // Folding, character by character, as src/search/fold.rs does it.
  var SILENT = /[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/u;
  var memory = new Map();
  function foldCharacter(c) {
    var known = memory.get(c);
    if (known !== undefined) return known;
    var out = "";
    Array.from(c.normalize("NFKD")).forEach(function (part) {
      if (SILENT.test(part)) return;
      Array.from(part.toLowerCase()).forEach(function (low) { out += /\s/.test(low) ? " " : book.classes.get(low) || low; });
    });
    memory.set(c, out);
    return out;
  }
  // The folded text, and for each of its units where the character stands in the text.
  function fold(text) {
    var out = "", from = [], at = 0;
    for (var c of text) {
      var folded = foldCharacter(c);
      for (var i = 0; i < folded.length; i++) from.push(at);
      out += folded;
      at += c.length;
    }
    from.push(at);
    return { text: out, from: from };
  }

  // Grams, as in src/search/grams.rs.
  function hash(a, b, c) {
    var h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
    h = Math.imul(h ^ h >>> 15, 0x2c1b3c6d);
    h = Math.imul(h ^ h >>> 12, 0x297a2d39);
    return (h ^ h >>> 15) >>> 0;
  }
  function isWord(c) {
    if (c < 0x80) return c > 47 && c < 58 || c > 96 && c < 123 || c > 64 && c < 91;
    return !(c < 0xc0 || c >= 0x2000 && c <= 0x206f || c >= 0x3000 && c <= 0x3004 || c >= 0x3008 && c <= 0x3020 ||
      c >= 0xfe30 && c <= 0xfe4f);
  }
  function isLetter(c) { return c < 0x2e80 && isWord(c); }
  function grams(term) {
    var chars = Array.from(term).map(function (c) { return c.codePointAt(0); }), out = [];
    for (var i = 0; i + 1 < chars.length; i++) {
      var a = chars[i], b = chars[i + 1], c = chars[i + 2];
      if (!isWord(a) || !isWord(b)) continue;
      if (isLetter(a) && isLetter(b)) {
        if (c !== undefined && isLetter(c)) { out.push(hash(a, b, c)); continue; }
        if (i > 0 && isLetter(chars[i - 1])) continue;
      }
      out.push(hash(a, b, 0));
    }
    if (!out.length) out = chars.filter(function (c) { return c !== 32; }).map(function (c) { return hash(c, 0, 0); });
    return out.filter(function (h, i) { return out.indexOf(h) === i; });
  }
  // A gram's pages, from its shard.
  function lookUp(gram) {
    var size = 4294967296 / book.shards, number = Math.floor(gram / size);
    return file("g", String(number), "g/" + number + ".js").then(function (text) {
      var reader = new Reader(text), key = number * size, total = book.pages.length;
      while (reader.at < text.length) {
        key += reader.number();
        var head = reader.number(), entry = { parts: reader.list(head >> 1, total), titles: [], headings: [] };
        if (head & 1) {
          var count = reader.number(), page = 0;
          for (var i = 0; i < count; i++) {
            var title = reader.number();
            entry.titles.push({ page: page += title >> 2, edges: title & 3 });
          }
          entry.headings = reader.list(reader.number(), total);
        }
        if (key === gram) return entry;
      }
      return { parts: [], titles: [], headings: [] };
    });
  }
  function both(a, b) {
    var set = new Set(b);
    return a.filter(function (n) { return set.has(n); });
  }
  // The parts that may hold a term: more grams are asked for only while too many are left.
  function candidates(term, shards) {
    var all = grams(term), found = null;
    function narrow(some) {
      return Promise.all(some.map(lookUp)).then(function (entries) {
        entries.forEach(function (entry) {
          var titles = new Map(entry.titles.map(function (title) { return [title.page, title.edges]; }));
          if (!found) found = { parts: entry.parts, headings: entry.headings, titles: new Map(titles), starts: titles, ends: titles };
          else {
            found.parts = both(found.parts, entry.parts);
            found.headings = both(found.headings, entry.headings);
            found.titles.forEach(function (_, page) { if (!titles.has(page)) found.titles.delete(page); });
          }
          if (some[entries.indexOf(entry)] === all[all.length - 1]) found.ends = titles;
        });
      });
    }
    // The first and the last tell whether a title begins and ends with the term.
    var order = [all[0]];
    if (all.length > 1) order.push(all[all.length - 1]);
    var inner = all.slice(1, -1);
    while (inner.length) order.push(inner.splice(inner.length >> 1, 1)[0]);
    return narrow(order.splice(0, shards)).then(function again() {
      if (found.parts.length <= MANY || !order.length || order.length <= all.length - shards - MORE_SHARDS) return found;
      return narrow(order.splice(0, 1)).then(again);
    });
  }

  // The terms of a query: runs without spaces, or what stands between quotation marks.
  function terms(query) {
    var out = [], found, pattern = /"([^"]+)"|“([^”]+)”|(\S+)/g;
    while ((found = pattern.exec(query)) && out.length < MAX_TERMS) {
      var term = fold(Array.from(found[1] || found[2] || found[3]).slice(0, MAX_LENGTH).join("")).text.replace(/ +/g, " ").trim();
      if (term && out.indexOf(term) < 0) out.push(term);
    }
    return out;
  }

  // What a part holds, in each view; ranges of a view lead back to those of the first.
  function Text(data, number) {
    this.number = number;
    this.path = data[0];
    this.headings = [];
    for (var i = 0; i < data[2].length; i += 2) this.headings.push({ line: data[2][i], id: data[2][i + 1] });
    this.views = book.views.map(function (view, i) { return render(data[1], i ? data[3][i - 1] : [], view.map); });
    this.above = data[4] && book.views.map(function (view, i) { return render(data[4][0], i ? data[4][i] : [], view.map).text.split("\n"); });
  }
  function render(text, patches, map) {
    var out = "", from = [], at = 0;
    function copy(end) {
      for (var c of text.slice(at, end)) {
        var to = map.get(c) || c;
        for (var i = 0; i < to.length; i++) from.push(at);
        out += to;
        at += c.length;
      }
    }
    for (var i = 0; i < patches.length; i += 3) {
      copy(at + patches[i]);
      for (var j = 0; j < patches[i + 2].length; j++) from.push(at);
      out += patches[i + 2];
      at += patches[i + 1];
    }
    copy(text.length);
    from.push(at);
    return { text: out, from: from, folded: fold(out) };
  }
  // Where a term stands: a range of the reader's view, or of the place that another view's words come to there.
  Text.prototype.find = function (term) {
    var own = this.views[book.view], best = null;
    this.views.forEach(function (view) {
      var at = view.folded.text.indexOf(term);
      if (at < 0) return;
      var start = view.folded.from[at], end = after(view.folded.from, at + term.length), low = view.from[start];
      // The first place counts, and of the same place what the reader's own view has.
      if (best && (best.first < low || best.first === low && view !== own)) return;
      if (view === own) { best = { start: start, end: end, first: low }; return; }
      // By way of the first view, widened to whole words that differ.
      var high = after(view.from, end);
      var left = own.from.findIndex(function (n) { return n >= low; }), right = own.from.findIndex(function (n) { return n >= high; });
      if (left > 0 && own.from[left] > low) left = own.from.indexOf(own.from[left - 1]);
      best = { start: left, end: Math.max(right, left), first: low };
    });
    return best;
  };
  // The place after the unit before `at`: units of one character share a place.
  function after(from, at) {
    var last = from[at - 1];
    while (at < from.length - 1 && from[at] === last) at++;
    return from[at];
  }

  function part(place) {
    var page = book.pages[place], number = place - book.first[page];
    var name = page + "-" + number;
    return file("t", name, "t" + Math.floor(page / book.perFolder) + "/" + name + ".js").then(function (data) {
      // Kept as it came; made ready again costs less than keeping every view of it.
      return new Text(data, number);
    });
  }

  // A search: what may be found, in order, looked at step by step.
  function Search(query) {
    this.query = query;
    this.terms = terms(query);
    this.order = [];
    this.next = 0;
    this.found = 0;
  }
  Search.prototype.start = function () {
    var self = this, list = this.terms;
    if (!list.length) return Promise.resolve(self);
    var shards = Math.max(1, Math.floor(SHARDS * 2 / (list.length + 1)));
    return Promise.all(list.map(function (term) { return candidates(term, shards); })).then(function (all) {
      self.parts = all.map(function (one) {
        var byPage = new Map();
        one.parts.forEach(function (place) {
          var page = book.pages[place];
          if (!byPage.has(page)) byPage.set(page, []);
          byPage.get(page).push(place);
        });
        return byPage;
      });
      var headings = all.map(function (one) { return new Set(one.headings.map(function (place) { return book.pages[place]; })); });
      function rank(page) {
        if (all.every(function (one) { return one.titles.has(page); })) {
          var starts = all[0].starts.get(page) & 1, ends = all[0].ends.get(page) & 2;
          return starts && ends && all.length === 1 ? 0 : starts ? 1 : 2;
        }
        return headings.every(function (set) { return set.has(page); }) ? 3 : 4;
      }
      self.order = Array.from(self.parts[0].keys())
        .filter(function (page) { return self.parts.every(function (pages) { return pages.has(page); }); })
        .map(function (page) { return { page: page, rank: rank(page) }; })
        .sort(function (a, b) { return a.rank - b.rank || a.page - b.page; });
      return self;
    });
  };
  // Looks at one page; gives nothing if it does not hold every term.
  Search.prototype.look = function (page, spent) {
    var self = this, hits = self.terms.map(function () { return null; }), texts = [];
    // Parts that may hold most of the terms come first.
    var count = new Map();
    self.parts.forEach(function (pages) { pages.get(page).forEach(function (p) { count.set(p, (count.get(p) || 0) + 1); }); });
    var places = Array.from(count.keys()).sort(function (a, b) { return count.get(b) - count.get(a) || a - b; });
    function next() {
      if (hits.every(Boolean)) return { text: texts[hits[0].text], hit: hits[0], hits: hits };
      if (!places.length) return null;
      spent.count++;
      return part(places.shift()).then(function (text) {
        texts.push(text);
        self.terms.forEach(function (term, i) {
          if (hits[i]) return;
          hits[i] = text.find(term);
          if (hits[i]) hits[i].text = texts.length - 1;
        });
        return next();
      });
    }
    return Promise.resolve(next());
  };
  // The next results, in order.  Ends early when much was looked at and little found: the reader decides to go on.
  Search.prototype.more = function () {
    var self = this, out = [], spent = { count: 0 };
    function step() {
      if (out.length >= STEP || self.next >= self.order.length || spent.count >= MAX_PARTS) {
        self.found += out.length;
        return out;
      }
      var some = self.order.slice(self.next, self.next + Math.min(STEP - out.length, Math.max(1, MAX_PARTS - spent.count)));
      self.next += some.length;
      return Promise.all(some.map(function (one) { return self.look(one.page, spent); })).then(function (looked) {
        looked.forEach(function (result) { if (result) out.push(self.shown(result)); });
        return step();
      });
    }
    return Promise.resolve(step());
  };
  // A result as a reader sees it: where it leads, and texts as runs that are marked or not.
  Search.prototype.shown = function (result) {
    var text = result.text, own = text.views[book.view], hit = result.hit, self = this;
    var lines = text.views[0].text.slice(0, hit.first).split("\n").length - 1;
    var heading = null;
    text.headings.forEach(function (h) { if (h.line <= lines) heading = h; });
    var ownLines = own.text.split("\n");
    var title = text.number ? text.above[book.view][0] : ownLines[0];
    var inTitle = text.number === 0 && lines === 0;
    var href = base + book.folder + "/" + text.path, shown = "";
    if (heading && !inTitle) {
      shown = heading.line < 0 ? text.above[book.view][1] : lineOf(text, heading.line);
      href += "#" + encodeURIComponent(heading.id);
    }
    var from = own.text.lastIndexOf("\n", hit.start - 1) + 1, to = own.text.indexOf("\n", hit.start);
    if (to < 0) to = own.text.length;
    if (!inTitle && document.fragmentDirective !== undefined) {
      var exact = own.text.slice(hit.start, Math.min(hit.end, to)).trim();
      if (exact) href += (href.indexOf("#") < 0 ? "#" : "") + ":~:text=" + encodeURIComponent(exact).replace(/-/g, "%2D");
    }
    if (inTitle) { from = to + 1; hit = { start: from, end: from }; to = own.text.indexOf("\n", from); if (to < 0) to = own.text.length; }
    // What stands before and after, in whole characters.
    var start = Math.max(from, hit.start - 30), end = Math.min(to, hit.end + 90);
    if (start > from && /[\udc00-\udfff]/.test(own.text[start])) start--;
    if (end < to && /[\udc00-\udfff]/.test(own.text[end])) end++;
    var excerpt = marked(own.text.slice(start, end), self.terms, hit.end > hit.start ? [hit.start - start, hit.end - start] : null);
    if (start > from) excerpt.unshift({ text: "…" });
    if (end < to) excerpt.push({ text: "…" });
    // Where another view's word was looked for, the reader's own stands in the title.
    return { href: href, title: marked(title, self.terms, inTitle ? [result.hit.start, result.hit.end] : null), heading: shown === title ? "" : shown, excerpt: excerpt };
  };
  // A line of the first view as the reader's view has it.
  function lineOf(text, number) {
    var first = text.views[0].text.split("\n"), own = text.views[book.view];
    var start = first.slice(0, number).join("\n").length + (number ? 1 : 0), end = start + first[number].length;
    var left = own.from.findIndex(function (n) { return n >= start; }), right = own.from.findIndex(function (n) { return n >= end; });
    return own.text.slice(left, right).trim();
  }
  function marked(text, list, range) {
    var folded = fold(text), marks = range ? [range] : [];
    list.forEach(function (term) {
      for (var at = folded.text.indexOf(term); at >= 0; at = folded.text.indexOf(term, at + term.length))
        marks.push([folded.from[at], after(folded.from, at + term.length)]);
    });
    marks.sort(function (a, b) { return a[0] - b[0]; });
    var out = [], at = 0;
    marks.forEach(function (mark) {
      if (mark[1] <= at) return;
      if (mark[0] > at) out.push({ text: text.slice(at, mark[0]) });
      out.push({ text: text.slice(Math.max(at, mark[0]), mark[1]), mark: true });
      at = mark[1];
    });
    if (at < text.length) out.push({ text: text.slice(at) });
    return out;
  }

  // What readers see.
  function element(name, className, parent) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (parent) parent.appendChild(made);
    return made;
  }
  function write(runs, into) {
    runs.forEach(function (run) {
      if (run.mark) element("mark", "", into).textContent = run.text;
      else into.appendChild(document.createTextNode(run.text));
    });
  }
  function Results(input, status, list, button) {
    this.input = input; this.status = status; this.list = list; this.button = button;
    this.search = null;
    var self = this;
    button.hidden = true;
    button.addEventListener("click", function () { self.go(self.search); });
  }
  Results.prototype.run = function (query) {
    var self = this;
    if (this.search && this.search.query === query) return Promise.resolve();
    return open().then(function () {
      // Answers come in any order; only the last question counts.
      var search = self.search = new Search(query);
      if (!search.terms.length) { self.clear(); self.status.textContent = ""; self.button.hidden = true; return null; }
      self.status.textContent = book.words.busy;
      return search.start().then(function () { return self.go(search, true); });
    }).catch(function () { self.status.textContent = book ? book.words.failed : "…"; self.search = null; });
  };
  Results.prototype.clear = function () {
    while (this.list.firstChild) this.list.firstChild.remove();
  };
  Results.prototype.go = function (search, fresh) {
    var self = this, words = book.words;
    self.button.disabled = true;
    return search.more().then(function (results) {
      if (self.search !== search) return;
      if (fresh) self.clear();
      results.forEach(function (result) {
        var item = element("li", "", self.list), link = element("a", "", item);
        link.href = result.href;
        write(result.title, element("strong", "", link));
        if (result.heading) element("span", "where", link).textContent = result.heading;
        write(result.excerpt, element("span", "excerpt", link));
      });
      var left = search.order.length - search.next;
      var text = search.found ? words.found.replace("$1", search.found) : left ? words.busy : words.none;
      // Until all pages were looked at, how many hold it is not known.
      self.status.textContent = left ? text + " " + words.left.replace("$1", left) : text;
      self.button.textContent = words.more;
      self.button.hidden = !left;
      self.button.disabled = false;
      self.list.dispatchEvent(new CustomEvent("x-found", { bubbles: true }));
    });
  };
  function later(run) {
    var timer = 0;
    return function () { clearTimeout(timer); timer = setTimeout(run, 120); };
  }
  // Arrows go from the input through the results and back.
  function arrows(box, input) {
    box.addEventListener("keydown", function (event) {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp" || event.isComposing) return;
      var all = [input].concat(Array.from(box.querySelectorAll("ol a")));
      var at = all.indexOf(document.activeElement);
      if (at < 0) return;
      event.preventDefault();
      all[Math.max(0, Math.min(all.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
    });
  }

  var dialog = null;
  function openDialog(from) {
    if (dialog) { if (!dialog.box.open) dialog.show(from.value); return; }
    var form = from.form, box = element("dialog", "find", document.body);
    box.setAttribute("aria-label", from.getAttribute("aria-label"));
    var own = element("form", "", box), input = element("input", "", own);
    own.setAttribute("role", "search");
    // A field of type search takes the first Escape for itself, and the box would stay.
    input.type = "text";
    input.setAttribute("enterkeyhint", "search");
    input.autocomplete = "off";
    input.spellcheck = false;
    input.setAttribute("aria-label", from.getAttribute("aria-label"));
    input.placeholder = from.placeholder;
    var close = element("button", "close", own);
    close.type = "button";
    close.textContent = "×";
    var status = element("p", "status", box);
    status.setAttribute("role", "status");
    var list = element("ol", "found", box), more = element("button", "more", box), all = element("a", "all", box);
    more.type = "button";
    var results = new Results(input, status, list, more);
    function target() { return form.getAttribute("action") + "?q=" + encodeURIComponent(input.value.trim()); }
    function run() { all.href = target(); all.hidden = !input.value.trim(); results.run(input.value.trim()); }
    open().then(function () {
      close.setAttribute("aria-label", book.words.close);
      close.title = book.words.close;
      all.textContent = book.words.all;
    }, function () {});
    var soon = later(run);
    input.addEventListener("input", function (event) { if (!event.isComposing) soon(); });
    input.addEventListener("compositionend", soon);
    own.addEventListener("submit", function (event) {
      event.preventDefault();
      if (input.value.trim()) location.href = target();
    });
    close.addEventListener("click", function () { box.close(); });
    // A click beside the box is a click on the dialog itself.
    box.addEventListener("click", function (event) { if (event.target === box) box.close(); });
    // A link to a place on this page goes there only once the box is away.
    list.addEventListener("click", function (event) { if (event.target.closest("a")) box.close(); });
    box.addEventListener("close", function () { from.value = input.value; });
    arrows(box, input);
    dialog = { box: box, show: function (text) {
      input.value = text || input.value;
      box.showModal();
      input.focus();
      if (!text) input.select();
      run();
    } };
    dialog.show(from.value);
  }

  function searchPage(place) {
    var form = place.querySelector("form"), input = place.querySelector("input");
    var results = new Results(input, place.querySelector("[role=status]"), place.querySelector("ol"), place.querySelector("button.more"));
    function run(keep) {
      var query = input.value.trim();
      if (keep) {
        // From a folder some browsers do not let the address change; the page works all the same.
        try { history.replaceState(null, "", "?q=" + encodeURIComponent(query)); } catch (error) { /* stays */ }
      }
      return results.run(query);
    }
    var soon = later(function () { run(true); });
    input.addEventListener("input", function (event) { if (!event.isComposing) soon(); });
    input.addEventListener("compositionend", soon);
    form.addEventListener("submit", function (event) { event.preventDefault(); run(true); });
    arrows(place, input);
    input.value = new URLSearchParams(location.search).get("q") || "";
    run(false);
    if (!input.value) input.focus();
  }

  window.taben.find = { open: openDialog, page: searchPage };
})();
