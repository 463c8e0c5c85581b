import type Handlebars from "handlebars";
import runtime from "handlebars/runtime.js";

/** Handlebars without its compiler, which most runs need not load; its own types say less of it. */
export default runtime as unknown as typeof Handlebars;
