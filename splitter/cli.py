"""The command line: its arguments, the command that they ask for, and the exit status."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from splitter import __version__, commands
from splitter.commands.options import Options
from splitter.commands.path_arguments import FORM, joined, read_path_parts
from splitter.commands.printing import complain, forget_stdout, strerror
from splitter.core.options import DroppedChanges, EmptyCommits, UpdatedRefs
from splitter.errors import PlanRefused, SplitError, UsageError
from splitter.signals import Terminated

USAGE = "git split [<options>] [<commit>] [--] [<pathspec>...]"

USAGES = """\
git split [<options>] [<commit>] [--] [<pathspec>...]
   or: git split -m <message> [<options>] [<commit>] -- <pathspec>... [-m <message> -- ...]
   or: git split --plan <file> [<options>] [<commit>]
   or: git split --print-plan[=(toml|json)] [<commit>] [--] [<pathspec>...]
   or: git split --undo
"""

EPILOG = """\
Without -m and --plan, a screen opens on which you assign each file, hunk or line of the commit to a
part.  The commits above are rewritten on top.  Every part keeps the author and date of the original
commit.

a plan as JSON (TOML has the same keys); changes that no part names go to the part with "rest":
  {"version": 1, "part": [
    {"message": "...", "changes": [{"id": "<of a hunk>"}, {"file": "<path, directory or glob>"},
      {"file": "a.c", "hunks": [1, "3-5"]}, {"file": "a.c", "removed": [7], "added": ["8-9"]},
      {"match": "<regexp>"}], "edits": [{"file": "a.c", "kept": "7-8", "text": "...\\n"}]},
    {"message": "...", "rest": true}], "dropped": {"changes": []}}
"match" finds changed lines by their text without + or -, in all files or in those of a "file"
beside it.  No change may be named twice.  "removed" and "kept" are numbers of the old file, "added"
of the new one.  An edit replaces these lines, or adds some with "after", the number of the old
file's line above (0: the top).  It holds until they change in a later part, with
"until": "next" in this part only, with "until": "end" for good.

exit status: 0 history was rewritten (or the dry run printed), 1 nothing was changed, 2 usage error,
130 interrupted, nothing was changed
"""


def run(argv: Sequence[str]) -> int:
    """Run the command that the arguments ask for.  Returns the exit status.

    Errors are printed in git's manner.  Raises Terminated where a signal ends the process, with
    nothing changed.
    """
    _open_closed_ends()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _dispatch(_parse(argv))
        sys.stdout.flush()
        return status
    except SplitError as error:
        place = error.place if isinstance(error, PlanRefused) else ""
        complain(f"fatal: {error}{place}", f"hint: {error.hint}" if error.hint else "")
        sys.stderr.write(error.below)
        return error.exit_status
    except Terminated:
        raise
    except KeyboardInterrupt:
        complain("fatal: interrupted; nothing was changed")
        return 128 + signal.SIGINT
    except OSError as error:
        forget_stdout()
        if not isinstance(error, BrokenPipeError):
            complain(f"fatal: {strerror(error)}; nothing was changed")
        return 1


def _open_closed_ends() -> None:
    """Open /dev/null in place of each closed standard stream, as git does."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
    sys.stdin = sys.stdin or open(0)  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w")  # noqa: SIM115


#: The values of options that need none; another value stands behind "=".
_DEFAULT_VALUES = {"--print-plan": "toml"}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"usage: {USAGE}; see git split -h")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def _format_action_invocation(self, action: argparse.Action) -> str:
        """An option as in git's help: a value that may be left out is in brackets behind "="."""
        for option in action.option_strings:
            if option in _DEFAULT_VALUES:
                return f"{option}[=({'|'.join(action.choices or ())})]"
        return super()._format_action_invocation(action)


class _ManualAction(argparse.Action):
    """Open the manual, or print the help where that is not possible."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        commands.manual.show_manual()
        parser.print_help()
        parser.exit()


def _parse(argv: Sequence[str]) -> Options:
    """The arguments as options, a commit and pathspecs, in any order.

    After ``--`` there are only pathspecs.  Raises UsageError.
    """
    words = joined(argv)
    cut = words.index("--") if "--" in words else len(words)
    given = [
        f"{word}={_DEFAULT_VALUES[word]}" if word in _DEFAULT_VALUES else word for word in words
    ]
    parser = _parser()
    options, unknown = parser.parse_known_intermixed_args(given[:cut], Options())
    if unknown:
        raise UsageError(f"unknown option '{unknown[0]}'", f"usage: {USAGE}")
    if options.message:
        _read_path_parts(options, words[cut:], parser)
    else:
        options.pathspec += words[cut + 1 :]
    options.update_refs = options.update_refs and UpdatedRefs(options.update_refs)
    options.empty = options.empty and EmptyCommits(options.empty)
    options.dropped = options.dropped and DroppedChanges(options.dropped)
    _refuse_pairs(options)
    return options


def _read_path_parts(
    options: Options, behind: Sequence[str], parser: argparse.ArgumentParser
) -> None:
    """Make parts of the messages and of the words from ``--`` on.  Raises UsageError."""
    if not behind or options.pathspec:
        raise UsageError("'-m' needs '--' and the paths of its part", f"usage: {FORM}")
    known = {name for action in parser._actions for name in action.option_strings}
    parts, rest = read_path_parts(options.message or (), behind[1:], known)
    options.path_parts, options.rest_message = parts, rest


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="git split",
        usage=USAGES,
        description="Split a commit into several that each do one thing.",
        epilog=EPILOG,
        formatter_class=_Formatter,
        allow_abbrev=False,
        add_help=False,
    )
    add = parser.add_argument
    add(
        "commit",
        nargs="?",
        help="the commit to split (default: pick one on the screen, the target of --plan, or HEAD)",
    )
    add(
        "pathspec",
        nargs="*",
        help="offer only these files on the screen; with --print-plan, put them in their own part",
    )
    add("-h", action="help", help="print this help")
    add(
        "--help",
        action=_ManualAction,
        nargs=0,
        help="open the manual (use git-split --help where git split --help does not find it)",
    )
    add(
        "-m",
        "--message",
        action="append",
        metavar="<message>",
        help="make a part of the paths behind --, with this message and without a screen; the rest "
        "keeps its message, or gets that of a last -m without paths",
    )
    add(
        "--plan",
        metavar="<file>",
        help="apply a plan in TOML or JSON, without a screen (- is standard input)",
    )
    add(
        "--print-plan",
        choices=["toml", "json"],
        help="print the plan to start from; as JSON: all hunks with their ids and lines, and "
        "as the field 'plan' a plan to fill in",
    )
    add(
        "-n", "--dry-run", action="store_true", help="print the refs that would move, and move none"
    )
    add(
        "--update-refs",
        choices=[str(one) for one in UpdatedRefs],
        help="which refs to update: all local branches that contain the commit, or only HEAD's "
        "(default: split.updateRefs, else branches)",
    )
    add(
        "--empty",
        choices=[str(one) for one in EmptyCommits],
        help="what to do with commits above that become empty because changes are dropped "
        "(default: split.empty, else keep)",
    )
    add(
        "--dropped",
        choices=[str(one) for one in DroppedChanges],
        help="what to do with dropped changes in the working tree: keep them as uncommitted "
        "changes, or discard them (default: split.dropped, else keep)",
    )
    add("--no-verify", action="store_true", help="skip the commit-msg hook")
    add("--json", action="store_true", help="with --plan, -m or -n, print the result as JSON")
    add("--undo", action="store_true", help="undo the last split")
    add("--version", action="version", version=f"git split {__version__}")
    return parser


def _refuse_pairs(options: Options) -> None:
    parts = options.message
    others = (options.plan, options.print_plan, options.commit, options.dry_run, options.pathspec)
    if parts and (options.plan or options.print_plan or options.undo):
        other = "--plan" if options.plan else "--undo" if options.undo else "--print-plan"
        raise UsageError(f"'-m' and '{other}' cannot be used together", f"usage: {FORM}")
    if options.undo and any(others):
        raise UsageError(
            "'--undo' cannot be used with a commit, a plan or --dry-run", f"usage: {USAGE}"
        )
    if options.plan and options.print_plan:
        raise UsageError("'--plan' and '--print-plan' cannot be used together", f"usage: {USAGE}")
    if options.dry_run and options.print_plan:
        raise UsageError(
            "'--dry-run' and '--print-plan' cannot be used together", f"usage: {USAGE}"
        )
    if options.json and options.print_plan:
        raise UsageError("'--json' cannot be used with '--print-plan'", "use --print-plan=json")
    if options.json and (options.undo or not (options.plan or parts or options.dry_run)):
        raise UsageError("'--json' needs '--plan', '-m' or '--dry-run'", f"usage: {USAGE}")
    if options.plan and options.pathspec:
        raise UsageError(
            "'--plan' cannot be used with pathspecs",
            "the plan names its files; 'rest = true' takes all others",
        )


def _dispatch(options: Options) -> int:
    if options.undo:
        return commands.undo.undo()
    if options.print_plan:
        return commands.plan.print_plan(options)
    if options.message:
        return commands.path_parts.split_paths(options)
    if options.plan:
        return commands.plan.apply_plan(options, options.plan)
    return commands.screen.split_on_screen(options)
