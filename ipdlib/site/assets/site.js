(() => {
"use strict";
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// Colours: the system's until the reader chooses.
const button = one(".theme"), root = document.documentElement, system = matchMedia("(prefers-color-scheme: dark)");
const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
const say = () => button.setAttribute("aria-pressed", dark());
button.addEventListener("click", () => {
	root.dataset.theme = dark() ? "light" : "dark";
	try { localStorage.setItem("theme", root.dataset.theme); } catch {}
	say();
});
system.addEventListener("change", say);
say();

// The contents, which a narrow page hides.
const menu = one(".menu"), nav = one("#nav");
const open = (show) => { document.body.classList.toggle("open", show); menu.setAttribute("aria-expanded", show); };
menu.addEventListener("click", () => open(!document.body.classList.contains("open")));
nav.addEventListener("click", (event) => { if (event.target.closest("a")) open(false); });
const here = one("[aria-current=page]");
if (here) nav.scrollTop = here.offsetTop - nav.clientHeight / 3;

// Code, all at once.
const codes = all("details.code"), every = one("button.all");
if (every && codes.length) {
	every.hidden = false;
	const name = () => { every.textContent = codes.some((d) => d.open) ? "Hide all code" : "Show all code"; };
	every.addEventListener("click", () => { const show = !codes.some((d) => d.open); codes.forEach((d) => { d.open = show; }); name(); });
	codes.forEach((d) => d.addEventListener("toggle", name));
	name();
}

// Figures at their full size.
const large = one("#large");
for (const picture of all("figure.picture img")) {
	const enlarge = document.createElement("button");
	enlarge.type = "button";
	enlarge.className = "enlarge";
	enlarge.title = "Enlarge";
	picture.replaceWith(enlarge);
	enlarge.append(picture);
	enlarge.addEventListener("click", () => {
		const copy = picture.cloneNode();
		one("div", large).replaceChildren(copy);
		large.showModal();
	});
}
large.addEventListener("click", (event) => { if (event.target === large) large.close(); });

// Search. The texts of all pages are loaded when somebody begins to search; a page that was taken out of its site has none.
const input = one("#search"), found = one("#found");
let index, loading;
function load() {
	return loading ??= new Promise((resolve) => {
		const script = document.createElement("script");
		script.src = input.dataset.root + "search.js";
		script.onload = () => {
			index = new MiniSearch({fields: ["title", "page", "text"], storeFields: ["title", "page", "address", "text"],
				searchOptions: {boost: {title: 4, page: 2}, prefix: true, fuzzy: (word) => word.length > 4 ? 0.2 : false, combineWith: "AND"}});
			index.addAll(passages);
			resolve();
		};
		script.onerror = () => { alone(); resolve(); };
		document.head.append(script);
	});
}
// alone takes away the links of a page that was taken out of its site: what they lead to isn't there.
function alone() {
	for (const link of all("a[href]")) {
		if (/^(#|\w+:)/.test(link.getAttribute("href"))) continue;
		link.removeAttribute("href");
		link.title = "In the site that this page comes from";
	}
}
if (location.protocol === "file:") {
	for (const event of ["pointerover", "focusin"]) {
		document.addEventListener(event, ({target}) => { if (target.closest?.("a[href]:not([href^='#'])")) load(); });
	}
}
// excerpt is what stands around the first of the words.
function excerpt(text, words) {
	const at = Math.max(0, ...words.map((w) => text.toLowerCase().indexOf(w.toLowerCase())).filter((i) => i >= 0).slice(0, 1));
	const from = at > 40 ? text.indexOf(" ", at - 40) + 1 : 0; // whole words
	const to = at + 110 < text.length ? text.lastIndexOf(" ", at + 110) : text.length;
	return (from > 0 ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
}
let chosen = -1;
function choose(i) {
	const links = all("li", found);
	if (!links.length) return;
	chosen = (i + links.length) % links.length;
	links.forEach((li, j) => li.setAttribute("aria-selected", j === chosen));
	links[chosen].scrollIntoView({block: "nearest"});
	input.setAttribute("aria-activedescendant", links[chosen].id);
}
function close() { found.hidden = true; input.setAttribute("aria-expanded", false); input.removeAttribute("aria-activedescendant"); chosen = -1; }
async function search() {
	await load();
	const words = input.value.trim();
	close();
	if (!words) return;
	const hits = index ? index.search(words).slice(0, 12) : [];
	found.replaceChildren(...hits.map((hit, i) => {
		const li = document.createElement("li"), a = document.createElement("a"), title = document.createElement("b"), page = document.createElement("span"), text = document.createElement("small");
		li.id = "found" + i;
		li.setAttribute("role", "option");
		a.href = input.dataset.root + hit.address;
		a.tabIndex = -1;
		title.textContent = hit.title;
		page.textContent = hit.page === hit.title ? "" : " · " + hit.page;
		text.textContent = excerpt(hit.text, hit.terms);
		a.append(title, page, text);
		li.append(a);
		return li;
	}));
	if (!hits.length) {
		const none = document.createElement("li");
		none.textContent = index ? "Nothing found." : "This page is on its own; the other pages are in the site that it comes from.";
		found.append(none);
	}
	found.hidden = false;
	input.setAttribute("aria-expanded", true);
	if (hits.length) choose(0);
}
input.addEventListener("focus", load);
input.addEventListener("input", search);
input.addEventListener("keydown", (event) => {
	if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(chosen + (event.key === "ArrowDown" ? 1 : -1)); }
	if (event.key === "Enter") { const link = all("li a", found)[chosen]; if (link) { link.click(); close(); } }
	if (event.key === "Escape") { input.value = ""; close(); }
});
document.addEventListener("click", (event) => { if (!event.target.closest(".search")) close(); });
document.addEventListener("keydown", (event) => {
	if (event.key === "/" && !event.target.closest("input, textarea") && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); input.focus(); }
	if (event.key === "Escape") open(false);
});
})();
