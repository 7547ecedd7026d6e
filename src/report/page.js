/* SPDX-License-Identifier: Apache-2.0 */
(function () {
  "use strict";
  var byId = function (id) { return document.getElementById(id); };
  var items = Array.prototype.slice.call(document.querySelectorAll(".item"));
  var chunks = Array.prototype.slice.call(document.querySelectorAll(".items"));
  var groups = Array.prototype.slice.call(document.querySelectorAll(".group"));
  var filter = byId("filter"), query = byId("q"), count = byId("count"), copy = byId("copy");
  var facets = [["action", "Action"], ["class", "Class"], ["kind", "Kind"]];
  var words = { converged: "same on both sides", drift: "changed by hand", record: "note" };
  var texts = [], timer = 0;

  /* What is folded stands in a noscript element, which is text here: it becomes elements when it is unfolded. */
  function unpack(item) {
    var packed = item.querySelector("noscript");
    if (!packed) return;
    var page = new DOMParser().parseFromString(packed.textContent, "text/html");
    packed.replaceWith(document.adoptNode(page.body.firstChild));
  }
  var entities = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };
  /* What an item says is asked for at the first search, and kept. */
  function textOf(i) {
    if (texts[i] === undefined)
      texts[i] = items[i].textContent.replace(/<[^>]*>/g, " ")
        .replace(/&(lt|gt|amp|quot|#39);/g, function (all, name) { return entities[name]; }).toLowerCase();
    return texts[i];
  }
  function number(n) { return n.toLocaleString("en"); }

  function chip(name, value, n) {
    var label = document.createElement("label"), box = document.createElement("input");
    var text = document.createElement("span"), many = document.createElement("b");
    label.className = "chip";
    box.type = "checkbox";
    box.name = name;
    box.value = value;
    text.textContent = (words[value] || value) + " ";
    many.textContent = number(n);
    text.appendChild(many);
    label.appendChild(box);
    label.appendChild(text);
    return label;
  }
  function addFacets() {
    var place = filter.querySelector(".facets");
    facets.forEach(function (facet) {
      var counts = new Map();
      items.forEach(function (item) {
        var value = item.dataset[facet[0]];
        counts.set(value, (counts.get(value) || 0) + 1);
      });
      var set = document.createElement("fieldset"), legend = document.createElement("legend");
      legend.textContent = facet[1];
      set.appendChild(legend);
      counts.forEach(function (n, value) { set.appendChild(chip(facet[0], value, n)); });
      place.appendChild(set);
    });
  }
  function chosen(name) {
    var boxes = filter.querySelectorAll("input[name=" + name + "]:checked");
    return Array.prototype.map.call(boxes, function (box) { return box.value; });
  }
  function run() {
    var sets = facets.map(function (facet) { return chosen(facet[0]); });
    var parts = query.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    items.forEach(function (item, i) {
      var fits = facets.every(function (facet, f) {
        return !sets[f].length || sets[f].indexOf(item.dataset[facet[0]]) >= 0;
      });
      fits = fits && parts.every(function (part) { return textOf(i).indexOf(part) >= 0; });
      if (item.hidden === fits) item.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    chunks.forEach(function (chunk) {
      var many = chunk.querySelectorAll(".item:not([hidden]), .plain").length;
      chunk.hidden = !many;
      chunk.style.setProperty("--shown", many);
    });
    groups.forEach(function (group) { group.hidden = !group.querySelector(".items:not([hidden])"); });
    count.textContent = shown === items.length ? number(shown) + (shown === 1 ? " change" : " changes")
      : shown ? number(shown) + " of " + number(items.length) + " changes" : "No change fits this filter.";
  }
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(run, 120);
  }
  function fold(open) {
    items.forEach(function (item) {
      if (item.hidden) return;
      if (open) unpack(item);
      item.firstElementChild.open = open;
    });
  }

  document.addEventListener("toggle", function (event) {
    if (event.target.open) unpack(event.target.parentNode);
  }, true);
  window.addEventListener("beforeprint", function () { items.forEach(unpack); });
  if (filter && items.length) {
    addFacets();
    filter.hidden = false;
    filter.addEventListener("submit", function (event) { event.preventDefault(); run(); });
    filter.addEventListener("change", run);
    filter.addEventListener("reset", function () { setTimeout(run, 0); });
    query.addEventListener("input", soon);
    byId("open").addEventListener("click", function () { fold(true); });
    byId("close").addEventListener("click", function () { fold(false); });
    if (items.length <= 3) fold(true);
    run();
  }
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", function () {
      navigator.clipboard.writeText(byId("command").textContent).then(function () {
        copy.textContent = "Copied";
        setTimeout(function () { copy.textContent = "Copy"; }, 2000);
      });
    });
  }
})();
