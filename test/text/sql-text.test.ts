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
  ["select 1) union all (select 2", "a bracket that closes none"],
  ["select (1", "a bracket that is not closed"],
  ["select 'a", "that does not end"],
  ["select 1 /* a", "that does not end"],
  ["drop table t", "not a query"],
  ["/* select */ delete from t", "not a query"],
  ["", "not a query"],
])("%j is none", (sql, why) => expect(whyNotOneQuery(sql)).toContain(why));
