// Before anything is drawn: the colours that the reader chose last.
try {
	const theme = localStorage.getItem("theme");
	if (theme) document.documentElement.dataset.theme = theme;
} catch {} // a browser may forbid it
