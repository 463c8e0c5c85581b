/// <reference types="handlebars" />

/** A template, compiled by `handlebarsTemplates` of rolldown.config.ts. */
declare module "*.hbs" {
  const program: TemplateSpecification;
  export default program;
}
