import { expect, test } from "vitest";
import { whyNotOneQuery } from "../../src/text/sql-text.ts";

test.each([
  "select 1",
  "  WITH a as (select 1) select * from a",
  "-- all\nselect ';' as x, \";\" as y /* ; ) */ from t -- ;",
  "select 'it''s (' from t",
  "table t",
])("%j is one query", (sql) => expect(whyNotOneQuery(sql)).toBeNull());

test.each([
  ["select 1; drop table t", "more than one statement"],
  ["select 1;", "more than one statement"],
  ["select 1) union all (select 2", "an unmatched `)`"],
  ["select (1", "an unclosed `(`"],
  ["select 'a", "unclosed quote or comment"],
  ["select 1 /* a", "unclosed quote or comment"],
  ["drop table t", "a statement of another kind"],
  ["/* select */ delete from t", "a statement of another kind"],
  ["", "a statement of another kind"],
])("%j is none", (sql, why) => expect(whyNotOneQuery(sql)).toContain(why));
