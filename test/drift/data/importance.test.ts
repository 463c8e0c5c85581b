import { describe, expect, test } from "vitest";
import { parseImportance } from "../../../src/drift/data/importance.ts";

const READ = [
  ["a table", "feature,importance\namount,0.4\nage,0.1\n"],
  ["a table in another order, of Excel", "\ufeffImportance;Feature\r\n0.4;amount\r\n0.1;age\r\n"],
  ["pandas' Series.to_csv, without names", ",0\namount,0.4\nage,0.1\n"],
  ["pandas' Series.to_csv, with a name", ",importance\namount,0.4\nage,0.1\n"],
  ["pandas' DataFrame.to_csv, with its index", ",feature,importance\n0,amount,0.4\n1,age,0.1\n"],
  [
    "scikit-learn's permutation importance",
    "feature,importances_mean,importances_std\namount,0.4,0.1\nage,0.1,0.2\n",
  ],
  ["LightGBM's, by gain rather than splits", "feature,split,gain\namount,1,0.4\nage,9,0.1\n"],
  ["unknown names of two columns", "variable,mean |SHAP|\namount,0.4\nage,0.1\n"],
  ["an object, XGBoost's get_score", '{"amount": 0.4, "age": 0.1}'],
  ["pairs", '[["amount", 0.4], ["age", "0.1"]]'],
  ["records", '[{"feature": "amount", "importance": 0.4}, {"Feature": "age", "Gain": 0.1}]'],
  ["pandas' DataFrame.to_json", '{"importance": {"amount": 0.4, "age": 0.1}}'],
] as const;

describe("feature importance", () => {
  test.each(READ)("is read from %s", (_, text) => {
    expect(parseImportance(text)).toEqual({
      importance: new Map([
        ["amount", 0.4],
        ["age", 0.1],
      ]),
    });
  });

  test("keeps LightGBM's Column_n, quotes and exponents", () => {
    const text = 'feature,importance\n"Column_0, scaled",1e-3\nColumn_12,-2\n';
    expect(parseImportance(text)).toEqual({
      importance: new Map([
        ["Column_0, scaled", 0.001],
        ["Column_12", -2],
      ]),
    });
  });

  test.each([
    ["", "the file is empty"],
    ["feature,importance\n", "no importance of a feature"],
    ["feature,importance\na,1\na,2\n", "line 3: a is there twice"],
    ["feature,importance\na,1\nb,high\n", 'line 3: the importance of b is "high", not a number'],
    ["feature,importance\na,\n", 'line 2: the importance of a is "", not a number'],
    ["feature,importance\n,1\n", "line 2: no name of a feature"],
    ["a,1\nb,2\n", 'line 1: no header; begin with "feature,importance"'],
    ["x,y,z\n1,2,3\n", 'line 1: no columns "feature" and "importance" among "x", "y", "z"'],
    ['feature,importance\n"a,1\n', "neither JSON nor a table: a quote is not closed"],
    ["{", "not JSON, though it begins like it"],
    ['{"a": 1, "b": 2, "a": 3}', "a is there twice"],
    ['{"a": null}', "the object: the importance of a is null, not a number"],
    ["[1]", 'entry 1: no "feature" with its "importance"'],
    ["[]", "no importance of a feature"],
    ['[["a", 1], ["a", 1]]', "entry 2: a is there twice"],
  ])("%j: %s", (text, problem) => {
    expect(parseImportance(text)).toEqual({ problem });
  });
});
