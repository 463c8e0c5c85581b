import { INPUT } from "./memory";

/**
 * The lines of a file mostly have the same keys in the same order: here is, of each member of the last
 * lines' objects, the text between the value before it and its own, such as `, "key": `. Where a line
 * has the same text at the same place it need not be read again.
 */
@unmanaged
class Member {
  length: i32;
  isWanted: bool;
}

const MEMBERS_LIMIT: i32 = 512;
const TEXT_LIMIT: i32 = 32;
const MEMBERS: usize = memory.data(MEMBERS_LIMIT * 8, 8);
const TEXTS: usize = memory.data(MEMBERS_LIMIT * TEXT_LIMIT, 16);
// 32 bytes of 0xff, then 32 of 0.
const MASKS: usize = memory.data(TEXT_LIMIT * 2, 16);
memory.fill(MASKS, 0xff, TEXT_LIMIT);

export function forgetMembers(): void {
  memory.fill(MEMBERS, 0, MEMBERS_LIMIT * 8);
}

/** Keeps the text `from` (included) to `to` (excluded) of member `index`. */
export function learnMember(index: i32, from: i32, to: i32, isWanted: bool): void {
  if (index >= MEMBERS_LIMIT) return;
  const length = to - from;
  const member = memberAt(index);
  member.length = length > TEXT_LIMIT ? 0 : length;
  member.isWanted = isWanted;
  if (length <= TEXT_LIMIT) memory.copy(TEXTS + index * TEXT_LIMIT, INPUT + from, length);
}

/** Length of the text of member `index` where the input has it at `at`; else 0. */
export function knownBytes(index: i32, at: i32): i32 {
  if (index >= MEMBERS_LIMIT) return 0;
  const length = memberAt(index).length;
  const text = TEXTS + index * TEXT_LIMIT;
  const mask = MASKS + TEXT_LIMIT - length;
  if (ASC_FEATURE_SIMD) {
    for (let i = 0; i < length; i += 16) {
      const difference = v128.xor(v128.load(INPUT + at + i), v128.load(text + i));
      if (v128.any_true(v128.and(difference, v128.load(mask + i)))) return 0;
    }
  } else {
    for (let i = 0; i < length; i += 8) {
      const difference = load<u64>(INPUT + at + i) ^ load<u64>(text + i);
      if ((difference & load<u64>(mask + i)) !== 0) return 0;
    }
  }
  return length;
}

export function isWantedMember(index: i32): bool {
  return memberAt(index).isWanted;
}

function memberAt(index: i32): Member {
  return changetype<Member>(MEMBERS + index * 8);
}
