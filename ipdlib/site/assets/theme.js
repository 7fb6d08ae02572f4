// Before anything is drawn: that there are scripts, and the colours that the reader chose last.
document.documentElement.classList.add("js");
try {
	const theme = localStorage.getItem("theme");
	if (theme) document.documentElement.dataset.theme = theme;
} catch {} // a browser may forbid it
