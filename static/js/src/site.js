// Everything here is an addition: each page works without it.
import { startAutosave } from "./autosave.js";
import { startCopying } from "./copy.js";
import { startExercises } from "./exercise.js";
import { startFigures } from "./figure.js";
import { startGlossary } from "./glossary.js";
import { startOnce } from "./once.js";
import { startOrdering } from "./ordering.js";
import { startReader } from "./reader.js";
import { startTheme } from "./theme.js";
import { startWide } from "./wide.js";
import { startWriting } from "./writing.js";

startTheme();
startFigures();
startReader();
startOrdering();
startExercises();
startAutosave();
startWriting();
startGlossary();
startCopying();
startOnce();
startWide();
// Errors are said first; otherwise a page may ask that its result be read out, unless the address leads to a part of it
const first = document.querySelector("main [data-errors]") ?? (location.hash ? null : document.querySelector("main [data-focus]"));
first?.focus();
