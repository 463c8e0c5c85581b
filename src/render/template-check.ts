import Handlebars from "handlebars";
import { CHECKED } from "./checked-helpers.ts";

/**
 * Rewrites a template so that every `{{value}}` is escaped and every key is looked up by our own
 * helper: `{{a.b}}` becomes `{{__escape (__key (__key this "a") "b")}}`. Handlebars' own strict mode
 * leaves out keys within calls, blocks and block parameters, and takes `constructor` for a key.
 *
 * @throws Handlebars.Exception, with `lineNumber`, for a helper or a partial that does not exist
 */
export function checkTemplate(program: hbs.AST.Program, helpers: ReadonlySet<string>): void {
  const check = new Check(helpers);
  check.accept(program);
  const missing = check.partials.find(({ name }) => !check.inlines.has(original(name)));
  if (missing !== undefined) {
    const name = original(missing.name);
    throw fault(
      `there is no partial "${name}"; partials in files are not read: ` +
        `define it in the template with {{#*inline "${name}"}}`,
      missing,
    );
  }
}

interface Call extends hbs.AST.Node {
  path: hbs.AST.Node;
  params: hbs.AST.Expression[];
  hash: hbs.AST.Hash;
}
type Partial = hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement;

class Check extends Handlebars.Visitor {
  readonly mutating = true;
  readonly partials: Partial[] = [];
  readonly inlines = new Set(["@partial-block"]);
  /** The block parameters in scope: `{{#each list as |item|}}`. */
  private readonly scopes: string[][] = [];
  private readonly helpers: ReadonlySet<string>;

  constructor(helpers: ReadonlySet<string>) {
    super();
    this.helpers = helpers;
  }

  override Program(program: hbs.AST.Program): void {
    this.scopes.push(program.blockParams ?? []);
    super.Program(program);
    this.scopes.pop();
  }

  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    const { path, params, hash, loc } = statement;
    const value = isCall(statement) ? { type: "SubExpression", path, params, hash, loc } : path;
    const name = statement.escaped ? CHECKED.escape : CHECKED.raw;
    statement.path = identifier(name, loc);
    statement.params = [value as hbs.AST.Expression];
    statement.hash = located(undefined, loc, original(path));
    this.acceptArray(statement.params);
  }

  override SubExpression(expression: hbs.AST.SubExpression): void {
    this.checkCall(expression);
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    if (!isCall(block) && !this.helpers.has(original(block.path))) {
      block.params = [block.path];
      block.path = identifier(CHECKED.block, block.loc);
    }
    this.checkCall(block);
    this.acceptKey(block, "program");
    this.acceptKey(block, "inverse");
  }

  override DecoratorBlock(block: hbs.AST.DecoratorBlock): void {
    if (original(block.path) !== "inline") throw fault("the only decorator is inline", block);
    const [name] = block.params;
    // A name without quotes would be looked up in the plan.
    if (name?.type !== "StringLiteral") {
      throw fault('a partial\'s name is a text: {{#*inline "name"}}', block);
    }
    this.inlines.add(original(name));
    this.acceptKey(block, "program");
  }

  override Decorator(decorator: hbs.AST.Decorator): void {
    throw fault("the only decorator is inline, as a block", decorator);
  }

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    this.partials.push(partial);
    this.acceptArray(partial.params);
    this.acceptKey(partial, "hash");
  }

  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    this.PartialStatement(partial as unknown as hbs.AST.PartialStatement);
    this.acceptKey(partial, "program");
  }

  override PathExpression(path: hbs.AST.PathExpression): hbs.AST.Expression {
    const { parts, loc } = path;
    const isParameter = this.scopes.flat().includes(parts[0] ?? "") && isBare(path);
    const given = path.data || isParameter ? 1 : 0;
    const base: hbs.AST.Expression & { strict?: boolean } = {
      ...path,
      parts: parts.slice(0, given),
      original: given === 0 ? "this" : path.original,
      strict: true,
    } as hbs.AST.PathExpression;
    return parts
      .slice(given)
      .reduce((value, key) => call(CHECKED.key, [value, text(key, loc)], loc, path.original), base);
  }

  private checkCall(expression: Call): void {
    const name = original(expression.path);
    if (!this.helpers.has(name)) throw fault(`there is no helper "${name}"`, expression);
    this.acceptArray(expression.params);
    this.acceptKey(expression, "hash");
    expression.hash = located(expression.hash, expression.loc, name);
  }
}

function isCall({ params, hash }: Call): boolean {
  return params.length > 0 || hash?.pairs.length > 0;
}

/** Neither `../x` nor `this.x`, which block parameters do not hide. */
function isBare({ depth, original }: hbs.AST.PathExpression): boolean {
  return depth === 0 && !/^(\.|this\b)/.test(original);
}

function original(node: hbs.AST.Node | undefined): string {
  return String((node as { original?: unknown } | undefined)?.original ?? "");
}

function call(
  name: string,
  params: hbs.AST.Expression[],
  loc: hbs.AST.SourceLocation,
  source: string,
): hbs.AST.SubExpression {
  const hash = located(undefined, loc, source);
  return { type: "SubExpression", path: identifier(name, loc), params, hash, loc };
}

function identifier(name: string, loc: hbs.AST.SourceLocation): hbs.AST.PathExpression {
  return { type: "PathExpression", data: false, depth: 0, parts: [name], original: name, loc };
}

function located(
  hash: hbs.AST.Hash | undefined,
  loc: hbs.AST.SourceLocation,
  source: string,
): hbs.AST.Hash {
  const line: hbs.AST.NumberLiteral = {
    type: "NumberLiteral",
    value: loc.start.line,
    original: loc.start.line,
    loc,
  };
  return {
    type: "Hash",
    loc,
    pairs: [
      ...(hash?.pairs ?? []),
      { type: "HashPair", key: CHECKED.line, value: line, loc },
      { type: "HashPair", key: CHECKED.source, value: text(source, loc), loc },
    ],
  };
}

function text(value: string, loc: hbs.AST.SourceLocation): hbs.AST.StringLiteral {
  return { type: "StringLiteral", value, original: value, loc };
}

function fault(message: string, node: hbs.AST.Node): Error {
  return new Handlebars.Exception(message, node);
}
