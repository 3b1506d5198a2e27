// Everything here is an addition: each lab works without it.
import { startExplorers } from "./explorer.js";
import { startMarking } from "./marking.js";

startExplorers();
startMarking();
