"""How fast credit codes are checked, beside python-stdnum on the same codes in one run on one core.

``./do bench credit_codes [--quick]`` prints three tables: seconds for a million codes, where the two disagree and
why, and how many wrong codes each lets pass.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from stdnum.cn import uscc

from xiandao.core.identifiers_credit import (
    ALPHABET,
    DIVISIONS,
    check_credit_code,
    credit_code_check,
    organisation_code_check,
)
from xiandao.registers.credit_codes import VERDICTS, credit_code_verdicts

SEED = 20260711
REGISTERS = "999999999999999155113YNA"
"""Enterprises mostly, as in the registers themselves."""
SLIPS = ("none", "one character", "neighbours swapped", "look-alike", "inner digit", "length", "made up")


def completed(body: str) -> str:
    """The code of 17 characters with its check character."""
    return body + credit_code_check(body)


def made(source: random.Random) -> str:
    """A valid code; three in five may have letters in the organisation code, as newer ones do."""
    body = source.choice(REGISTERS) + source.choice("123") + source.choice(sorted(DIVISIONS))
    body += f"{source.randrange(10**4):04}"
    body += "".join(source.choices(ALPHABET if source.random() < 0.6 else "0123456789", k=8))
    return completed(body + organisation_code_check(body[8:]))


def slipped(code: str, kind: str, source: random.Random) -> str:
    """The code with a slip of that kind, another than before wherever that is possible."""
    at = source.randrange(len(code) - 1)
    match kind:
        case "one character":
            return code[:at] + source.choice(ALPHABET.replace(code[at], "")) + code[at + 1 :]
        case "neighbours swapped":
            return code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        case "look-alike":
            return code.replace("0", "O", 1).replace("1", "I", 1)
        case "inner digit":
            return completed(code[:16] + source.choice("0123456789X".replace(code[16], "")))
        case "length":
            return code[:at] + code[at + 1 :]
        case "made up":
            return "91" + "".join(source.choices("0123456789", k=6)) + "".join(source.choices(ALPHABET, k=10))
        case _:
            return code


def codes_of(count: int, source: random.Random) -> tuple[list[str], list[str]]:
    """Codes and the slip that each bears; nine of ten bear none."""
    kinds = [source.choice(SLIPS[1:]) if source.random() < 0.1 else "none" for _ in range(count)]
    codes = [made(source) for _ in range(count)]
    slips = [slipped(code, kind, source) for code, kind in zip(codes, kinds, strict=True)]
    # Two equal neighbours swapped are no slip.
    return slips, [kind if was != is_now else "none" for kind, was, is_now in zip(kinds, codes, slips, strict=True)]


def timed(work: Callable[[], list[bool]], rounds: int) -> tuple[float, list[bool]]:
    """Processor seconds of the fastest round, and what came of it."""
    best, found = float("inf"), []
    for _ in range(rounds):
        start = time.process_time()
        found = work()
        best = min(best, time.process_time() - start)
    return best, found


def together(codes: list[str]) -> list[bool]:
    """Which are valid, looked at all together."""
    valid: list[bool] = (credit_code_verdicts(codes) == 0).tolist()
    return valid


def why(code: str) -> str:
    """What a disagreement rests on: stdnum wants eight digits in front and does not look inside."""
    if not code[:8].isdigit():
        return "register A, N or Y, which python-stdnum takes for a fault"
    return {
        "credit-code-inner": "check character of the organisation code, at which python-stdnum does not look",
        "credit-code-division": "no such province, at which python-stdnum does not look",
        "credit-code-register": "no such register (0), which python-stdnum lets pass",
        "credit-code-character": "hyphens, which python-stdnum leaves out",
        "": "valid here and not there",
    }[next((fault.code for fault in check_credit_code(code).faults), "")]


def rows(ours: list[bool], theirs: list[bool], codes: list[str]) -> Iterator[tuple[str, str, int, str]]:
    """Of each ground for disagreement: who accepts, the ground, how many codes, one of them."""
    grounds: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    for code, our, their in zip(codes, ours, theirs, strict=True):
        if our != their:
            ground = ("Xiandao" if our else "python-stdnum", why(code))
            grounds[ground] += 1
            examples.setdefault(ground, code)
    for ground, count in grounds.most_common():
        yield *ground, count, examples[ground]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the codes, one round")
    options = parser.parse_args()
    count, rounds = (100_000, 1) if options.quick else (1_000_000, 3)
    codes, slips = codes_of(count, random.Random(SEED))  # noqa: S311 - the same codes each time
    credit_code_verdicts(codes[:1000])

    seconds, ours = timed(partial(together, codes), 3)
    their_seconds, theirs = timed(lambda: [uscc.is_valid(code) for code in codes], rounds)
    one_seconds, alone = timed(lambda: [check_credit_code(code).canonical is not None for code in codes[:10_000]], 1)
    assert alone == ours[:10_000], "one code alone and many together disagree"

    print(f"\n| {count:,} credit codes, one core | seconds | codes a second | times as fast |\n|---|---:|---:|---:|")
    for name, spent in (
        ("Xiandao, together (`credit_code_verdicts`)", seconds),
        ("python-stdnum 2.2 (`cn.uscc.is_valid`)", their_seconds),
        ("Xiandao, one by one with reasons and repairs (10,000 codes, scaled)", one_seconds * count / 10_000),
    ):
        print(f"| {name} | {spent:.2f} | {count / spent:,.0f} | {their_seconds / spent:.1f} |")

    print("\n| accepted only by | because of | codes | for example |\n|---|---|---:|---|")
    for who, ground, found, example in rows(ours, theirs, codes):
        print(f"| {who} | {ground} | {found:,} | `{example}` |")

    print("\n| slip | codes | let pass by Xiandao | let pass by python-stdnum |\n|---|---:|---:|---:|")
    kinds, our, their = np.array(slips), np.array(ours), np.array(theirs)
    for kind in SLIPS:
        of_kind = kinds == kind
        if of_kind.any():
            print(f"| {kind} | {of_kind.sum():,} | {our[of_kind].mean():.2%} | {their[of_kind].mean():.2%} |")
    faults = Counter(VERDICTS[verdict] for verdict in credit_code_verdicts(codes))
    told = ", ".join(f"{code or 'none'} {found:,}" for code, found in faults.most_common())
    print(f"\nfirst faults: {told}")
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
