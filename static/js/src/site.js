// Everything here is an addition: each page works without it.
import { startAutosave } from "./autosave.js";
import { startCopying } from "./copy.js";
import { startExercises } from "./exercise.js";
import { startFigures } from "./figure.js";
import { startGlossary } from "./glossary.js";
import { startReader } from "./reader.js";
import { startTheme } from "./theme.js";

startTheme();
startFigures();
startReader();
startExercises();
startAutosave();
startGlossary();
startCopying();
document.querySelector("main [data-errors]")?.focus();
