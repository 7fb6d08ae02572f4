// The figure of the study's result: numbers where the reader points, the runs behind a mean where the reader clicks.
for (const figure of document.querySelectorAll("figure.live")) {
	const {points, records} = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
	const tip = document.querySelector("#tip"), section = figure.querySelector(".runs");
	const SVG = "http://www.w3.org/2000/svg";

	// element makes an element of a page, text(s) and other elements within.
	const element = (name, attributes = {}, ...children) => {
		const e = document.createElement(name);
		for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
		e.append(...children);
		return e;
	};
	const drawn = (name, attributes, ...children) => {
		const e = document.createElementNS(SVG, name);
		for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
		e.append(...children);
		return e;
	};
	const row = (cells, head) => element("tr", {}, ...cells.map((cell, i) => cell && (head || !i) ? element("th", {scope: head ? "col" : "row"}, cell) : element("td", {}, cell)));
	const table = (header, rows) => element("table", {}, element("thead", {}, ...header.length ? [row(header, true)] : []), element("tbody", {}, ...rows.map((cells) => row(cells))));
	const where = (p) => `dropout ${p.dropout}, σ = ${p.sigma} rad`;

	// sources are the rows for ours, the published and the rerun's mean.
	function sources(p) {
		const number = (x) => x.toFixed(p.digits), mean = (x, sem) => number(x) + (sem == null ? "" : " ± " + number(sem));
		const off = (x) => x == null ? "" : `ours is off by ${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(1)} SE`;
		const rows = [["ours", mean(p.mean, p.sem), "runs: " + p.runs.map((r) => number(r.value)).join(", ")]];
		if (p.published != null) rows.push([`published (${p.published_runs} runs)`, mean(p.published, p.published_sem), off(p.published_off)]);
		if (p.rerun != null) rows.push([`rerun (${p.rerun_runs} runs)`, mean(p.rerun, p.rerun_sem), off(p.rerun_off)]);
		return table(["", "mean ± SEM", ""], rows);
	}

	const targets = [...figure.querySelectorAll(".point")];
	const marks = drawn("g", {class: "marks"}); // the runs behind the mean in question
	function show(target) {
		const p = points[target.dataset.point];
		tip.replaceChildren(element("b", {}, p.title), element("span", {}, where(p)), sources(p));
		tip.hidden = false;
		// Above the panel or below it, so that it hides no data; where neither is in sight, beside the mean.
		const box = target.getBoundingClientRect(), panel = target.parentNode.getBoundingClientRect(), height = tip.offsetHeight + 4;
		const bar = document.querySelector(".bar").offsetHeight, right = document.documentElement.clientWidth - tip.offsetWidth - 8;
		const top = panel.top - height > bar ? panel.top - height : panel.bottom + height < innerHeight ? panel.bottom + 4 : box.top - height > bar ? box.top - height : box.bottom + 8;
		tip.style.left = Math.max(8, Math.min(right, box.left + box.width / 2 - tip.offsetWidth / 2)) + scrollX + "px";
		tip.style.top = top + scrollY + "px";
		const y = Number(p.y);
		marks.replaceChildren(...p.runs.map((r) => drawn("circle", {r: 2.2, cy: Number(r.y) - y})));
		target.append(marks);
	}
	function hide() { tip.hidden = true; marks.remove(); }

	// lossChart draws a record's losses by epoch.
	function lossChart(epochs) {
		const w = 340, h = 180, left = 34, bottom = 30, top = 8, right = 8;
		const losses = epochs.flatMap((e) => [e.loss, e.validation_loss]), most = Math.ceil(Math.max(...losses) * 2) / 2;
		const x = (i) => left + (w - left - right) * i / Math.max(1, epochs.length - 1), y = (v) => top + (h - top - bottom) * (1 - v / most);
		const line = (key, kind) => drawn("polyline", {class: kind, points: epochs.map((e, i) => `${x(i).toFixed(1)},${y(e[key]).toFixed(1)}`).join(" ")});
		const words = (tx, ty, text, anchor = "middle", kind = "") => drawn("text", {x: tx, y: ty, "text-anchor": anchor, class: kind}, text);
		const ticks = [0, most / 2, most].map((v) => words(left - 6, y(v) + 4, String(v), "end"));
		const last = epochs.at(-1), ends = [0, epochs.length - 1].map((i) => words(x(i), h - bottom + 16, String(i + 1)));
		return drawn("svg", {viewBox: `0 0 ${w} ${h}`, role: "img", class: "losses",
			"aria-label": `Losses over ${epochs.length} epochs: training from ${epochs[0].loss.toFixed(2)} to ${last.loss.toFixed(2)}, validation from ${epochs[0].validation_loss.toFixed(2)} to ${last.validation_loss.toFixed(2)}`},
			drawn("path", {class: "axis", d: `M${left},${top}V${h - bottom}H${w - right}`}), line("loss", "training"), line("validation_loss", "validation"),
			...ticks, ...ends, words((left + w) / 2, h - 2, "epoch"),
			words(w - right, top + 10, "training", "end", "training"), words(w - right, top + 26, "validation", "end", "validation"));
	}

	// describe shows a record.
	function describe({name, command, record: r}) {
		const facts = [["seed, run", `${r.seed}, ${r.run}`], ["training set", `${r.train.accuracy_percent.toFixed(1)} % right, error ${r.train.error_deg.toFixed(2)}°`],
			["test set", `${r.test.accuracy_percent.toFixed(1)} % right, error ${r.test.error_deg.toFixed(2)}°`],
			["epochs", `${r.epochs.length}${r.stopped_early ? ", stopped early" : ""}`],
			["computed by", `${r.computed_by.backend} (${r.computed_by.backend_version}) on ${r.computed_by.cpu}`], ["key", r.key], ["checksum", element("code", {}, r.checksum)]];
		const settings = Object.entries(r.settings).flatMap(([part, fields]) => Object.entries(fields).map(([field, value]) => [`${part}.${field}`, JSON.stringify(value)]));
		const epochs = r.epochs.map((e, i) => [String(i + 1), e.loss.toFixed(3), e.validation_loss.toFixed(3)]);
		const copy = element("button", {type: "button"}, "Copy");
		copy.addEventListener("click", async () => {
			try { await navigator.clipboard.writeText(command); copy.textContent = "Copied"; } catch { getSelection().selectAllChildren(code); copy.textContent = "Selected"; }
		});
		const code = element("code", {}, command);
		const more = (title, content) => element("details", {}, element("summary", {}, title), element("div", {class: "wide", tabindex: 0, role: "group", "aria-label": title}, content));
		return [element("div", {class: "two"}, element("div", {class: "wide", tabindex: 0, role: "group", "aria-label": "The run"}, table([], facts)), element("div", {}, lossChart(r.epochs))),
			element("p", {}, "This command trains this network again, in the project's folder:"),
			element("div", {class: "command"}, element("pre", {tabindex: 0}, code), copy),
			element("p", {}, "The same numbers are then in ", element("code", {}, "results/again/records/" + name), "."),
			more("Losses by epoch", table(["epoch", "training", "validation"], epochs)), more("Settings", table(["setting", "value"], settings)),
			more("The record as JSON", element("pre", {}, JSON.stringify(r, null, 2)))];
	}

	function details(target) {
		const p = points[target.dataset.point], tabs = element("div", {class: "tabs", role: "group", "aria-label": "Runs"}), content = element("div");
		const buttons = p.runs.map((run, i) => {
			const b = element("button", {type: "button", "aria-pressed": false}, `run ${i + 1}: ${run.value.toFixed(p.digits)}`);
			b.addEventListener("click", () => {
				buttons.forEach((other) => other.setAttribute("aria-pressed", other === b));
				content.replaceChildren(...describe(records[run.record]));
			});
			return b;
		});
		const close = element("button", {type: "button", class: "close"}, "Close");
		close.addEventListener("click", () => { section.hidden = true; target.focus(); });
		tabs.append(...buttons);
		section.replaceChildren(element("h2", {}, `${p.title}: ${where(p)}`), close, element("div", {class: "wide", tabindex: 0, role: "group", "aria-label": "The mean"}, sources(p)), tabs, content);
		section.hidden = false;
		buttons[0].click();
		hide();
		section.focus({preventScroll: true});
		section.scrollIntoView({block: "nearest"});
	}

	// The pointer means the nearest mean, since those of several dropouts often overlap.
	for (const panel of figure.querySelectorAll(".panels svg")) {
		const mine = targets.filter((t) => t.parentNode === panel), reach = 24; // in points of the drawing
		const nearest = (event) => {
			const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(panel.getScreenCTM().inverse());
			const far = (t) => Math.hypot(points[t.dataset.point].x - at.x, points[t.dataset.point].y - at.y);
			const first = mine.reduce((a, b) => far(b) < far(a) ? b : a);
			return far(first) < reach ? first : null;
		};
		let shown = null;
		const point = (target) => {
			if (target === shown) return;
			shown?.classList.remove("near");
			target?.classList.add("near");
			panel.classList.toggle("pointing", target !== null);
			(shown = target) ? show(target) : hide();
		};
		panel.addEventListener("pointermove", (event) => point(nearest(event)));
		panel.addEventListener("pointerleave", () => point(null));
		panel.addEventListener("click", (event) => { const target = nearest(event); if (target) details(target); });
	}

	// One target of each panel is reached with Tab; arrow keys go on from there, along the curve and from curve to curve.
	for (const target of targets) {
		const mine = targets.filter((t) => t.parentNode === target.parentNode), i = mine.indexOf(target);
		const p = points[target.dataset.point], curve = mine.filter((t) => points[t.dataset.point].dropout === p.dropout).length;
		const step = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: curve, ArrowUp: -curve};
		target.addEventListener("focus", () => show(target));
		target.addEventListener("blur", hide);
		target.addEventListener("keydown", (event) => {
			if (event.key === "Enter" || event.key === " ") { event.preventDefault(); details(target); }
			if (event.key === "Escape") hide();
			const next = mine[i + step[event.key]];
			if (!next) return;
			event.preventDefault();
			target.setAttribute("tabindex", -1);
			next.setAttribute("tabindex", 0);
			next.focus();
		});
	}
}
