"""The command line: words, environment, exit status, and all that is printed."""

from __future__ import annotations

import argparse
import io
import os
import shutil
import signal
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from splitter import __version__
from splitter.core.diff.paths import some
from splitter.core.text.controls import printable
from splitter.core.text.counts import count_in_words
from splitter.errors import PlanRefused, SplitError, TargetRefused, UsageError
from splitter.signals import Terminated, raise_when_terminated

if TYPE_CHECKING:
    from splitter.core.rewrite.commits import StackedCommit
    from splitter.core.rewrite.rewrite import Rewrite
    from splitter.session import Session
    from splitter.terminal import Background
    from splitter.tui.app import SplitApp
    from splitter.tui.dialogs.commit_source import Picking

_Read = TypeVar("_Read")

USAGE = "git split [<options>] [<commit>] [--] [<pathspec>...]"

EPILOG = """\
Without --plan, a screen opens on which every file, hunk or line of the commit is given to a part.
The commits above are restacked, and the parts share the original's author and date.

exit status: 0 history was rewritten (or the dry run printed), 1 nothing was changed, 2 wrong usage,
130 interrupted, nothing was changed
"""

#: How many notes on a plan are printed.
NOTES = 8

_TOGETHER = """\
Everything is in one part.  Add a [[part]] for each commit to come, oldest first, and
move the lines of 'changes' to where they belong; or put 'rest = true' into one part
to take what is left.
"""
_APART = """\
The files that the pathspecs match are in the first part, all others in the rest below it.
Give the first part a message of its own.  Move the lines of 'changes' to where they belong,
or add a [[part]] for one more commit; what no part names stays in the rest.
"""
_IN_A_PLAN = """\
[dropped] lists changes that are not committed; they stay as uncommitted changes.
Single lines: { file = "...", removed = [3], added = ["3-5"] }
"""


def run(argv: Sequence[str]) -> int:
    """Do what the words ask for; returns the exit status.  Prints errors in git's manner.

    Raises Terminated where a signal is to end the process, with nothing changed.
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
        line = getattr(error, "line", 0)
        place = f" (line {line} of the plan)" if line else ""
        _complain(f"fatal: {error}{place}", f"hint: {error.hint}" if error.hint else "")
        return error.exit_status
    except Terminated:
        raise
    except KeyboardInterrupt:
        _complain("fatal: interrupted; nothing was changed")
        return 128 + signal.SIGINT
    except OSError as error:
        _forget_stdout()
        if not isinstance(error, BrokenPipeError):
            _complain(f"fatal: {_strerror(error)}; nothing was changed")
        return 1


def _open_closed_ends() -> None:
    """Let /dev/null be what of standard input, output and error is closed, as git does it."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
    sys.stdin = sys.stdin or open(0)  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w")  # noqa: SIM115


def _forget_stdout() -> None:
    """Write no more to where nothing can be written, not even at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _strerror(error: OSError) -> str:
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"usage: {USAGE}; git split -h tells more")


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    """The words as options, a commit and pathspecs, which may stand in any order.

    Behind ``--`` there are only pathspecs.  Raises UsageError.
    """
    words = list(argv)
    cut = words.index("--") if "--" in words else len(words)
    options, unknown = _parser().parse_known_intermixed_args(words[:cut])
    if unknown:
        raise UsageError(f"unknown option '{unknown[0]}'", f"usage: {USAGE}")
    options.pathspec += words[cut + 1 :]
    _refuse_pairs(options)
    return options


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="git split",
        usage=USAGE,
        description="Split a commit into several that each do one thing.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
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
        help="offer only these files on the screen; print them in a part of their own",
    )
    add("--plan", metavar="<file>", help="apply a plan (- is standard input); no screen")
    add("--print-plan", action="store_true", help="print the plan to start from")
    add("-n", "--dry-run", action="store_true", help="do everything but move refs")
    add(
        "--update-refs",
        choices=("branches", "head"),
        help="which refs follow: all local branches that contain the commit, or HEAD's "
        "(default: split.updateRefs, or else branches)",
    )
    add(
        "--empty",
        choices=("keep", "drop"),
        help="what becomes of commits above that dropping changes leaves empty "
        "(default: split.empty, or else keep)",
    )
    add("--no-verify", action="store_true", help="leave the commit-msg hook out")
    add("--undo", action="store_true", help="put back what the last split changed")
    add("--version", action="version", version=f"git split {__version__}")
    return parser


def _refuse_pairs(options: argparse.Namespace) -> None:
    others = (options.plan, options.print_plan, options.commit, options.dry_run, options.pathspec)
    if options.undo and any(others):
        raise UsageError("--undo stands alone", f"usage: {USAGE}")
    if options.plan and options.print_plan:
        raise UsageError("--plan and --print-plan do not go together", f"usage: {USAGE}")
    if options.dry_run and options.print_plan:
        raise UsageError("--dry-run and --print-plan do not go together", f"usage: {USAGE}")
    if options.plan and options.pathspec:
        raise UsageError(
            "--plan takes no pathspec", "the plan names its files; 'rest = true' takes the others"
        )


def _dispatch(options: argparse.Namespace) -> int:
    if options.undo:
        return _undo()
    if options.plan or options.print_plan:
        return _without_screen(options)
    return _on_screen(options)


def _without_screen(options: argparse.Namespace) -> int:
    if options.print_plan:
        revision = "HEAD" if options.commit is None else options.commit
        with closing(_look_at(options, revision)) as session:
            return _print_plan(session)
    text = _read_plan_text(options.plan)
    with closing(_load_for_plan(options, text)) as session:
        return _apply_plan(session, text, options.dry_run)


def _on_screen(options: argparse.Namespace) -> int:
    _refuse_no_terminal()
    from splitter.terminal import Background  # noqa: PLC0415 - late: all this takes its time

    with ExitStack() as stack:
        with Background(os.environ) as background:
            app = _screen(options, background)
            from splitter.tui.app import run  # noqa: PLC0415

            stack.callback(_close, app)
            done = run(app)
            raise_when_terminated()  # as before the screen
        session = app.session
        if session is not None and done is not None:
            return _finish(session, done, options.dry_run)
        kept = session.kept_in_words() if session is not None else ""
        _complain(f"nothing was changed; {kept}" if kept else "nothing was changed")
        return 1


def _close(app: SplitApp) -> None:
    if app.session is not None:
        app.session.close()


def _screen(options: argparse.Namespace, background: Background) -> SplitApp:
    """The screen, with what it is to show and as the user's configuration wants it."""
    first, config = _while_importing_the_screen(partial(_read_first, options))
    from splitter.terminal import theme_for  # noqa: PLC0415
    from splitter.tui.app import SplitApp  # noqa: PLC0415
    from splitter.view.keys.settings import read_settings  # noqa: PLC0415

    settings = read_settings(config)
    theme = theme_for(settings.theme, os.environ, background)
    return SplitApp(first, theme, settings.keys, background.typed)


def _while_importing_the_screen(read: Callable[[], _Read]) -> _Read:
    """Let git read while Python is busy with what the screen needs.  Raises what ``read`` does.

    What reads is imported before: two threads that import hold each other up, and git would begin
    late.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415
    from importlib import import_module  # noqa: PLC0415

    import_module("splitter.session")
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(read)
        import_module("splitter.tui.app")
    return reading.result()


def _read_first(options: argparse.Namespace) -> tuple[Session | Picking, Mapping[str, str]]:
    """What the screen begins with, the commit or those to pick one, and git's configuration."""
    if options.commit is not None:
        session = _open(options, options.commit)
        return session, session.repository.config
    from splitter import commit_list  # noqa: PLC0415
    from splitter.tui.dialogs.commit_source import Picking  # noqa: PLC0415

    here = _here()
    return Picking.at(here, partial(_open, options)), commit_list.configuration(here)


def _open(options: argparse.Namespace, revision: str) -> Session:
    """Open a commit on the screen, unless its parts could not be written after all the work."""
    session = _load(options, revision)
    try:
        session.refuse_unreached()
    except SplitError:
        session.close()
        raise
    return session


def _load(options: argparse.Namespace, revision: str) -> Session:
    from splitter.session import load  # noqa: PLC0415

    return _opened_by(load, options, revision)


def _look_at(options: argparse.Namespace, revision: str) -> Session:
    from splitter.session import look_at  # noqa: PLC0415

    return _opened_by(look_at, options, revision)


def _opened_by(load: Callable[..., Session], options: argparse.Namespace, revision: str) -> Session:
    session = load(
        _here(),
        revision,
        options.pathspec,
        options.update_refs,
        not options.no_verify,
        options.empty,
    )
    _complain(f"warning: {session.mended}" if session.mended else "")
    return session


def _load_for_plan(options: argparse.Namespace, text: str) -> Session:
    """Open the commit that the command names, or else the plan, or else HEAD."""
    from splitter.core.plan.planfile.read import target_of  # noqa: PLC0415

    if options.commit is not None:
        return _load(options, options.commit)
    target = target_of(text)
    try:
        return _load(options, target or "HEAD")
    except TargetRefused as error:
        if not target:
            raise
        hint = "use the plan in its own repository, or print a new one with --print-plan"
        raise PlanRefused(f"the plan's target {error}", hint) from error


def _read_plan_text(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8")
    except OSError as error:
        raise PlanRefused(f"cannot read the plan '{name}': {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PlanRefused("the plan is not UTF-8", "save it as UTF-8", line) from error


def _refuse_no_terminal() -> None:
    if sys.stdin.isatty() and sys.stderr.isatty():
        return
    raise SplitError(
        "the screen needs a terminal, and standard input or standard error is none",
        "for scripts: git split --print-plan, and git split --plan <file>",
    )


def _print_plan(session: Session) -> int:
    from splitter.core.plan.planfile.write import write_starting_plan  # noqa: PLC0415

    apart = session.offered if len(session.offered) < len(session.patch) else frozenset[int]()
    comment = _APART if apart else _TOGETHER
    message = session.default_message
    text = write_starting_plan(
        session.patch, session.target.oid, message, f"{comment}{_IN_A_PLAN}", apart
    )
    sys.stdout.buffer.write(text.encode())
    return 0


def _apply_plan(session: Session, text: str, dry_run: bool) -> int:
    from splitter.core.plan.planfile.complete import refuse_incomplete  # noqa: PLC0415

    plan, notes = session.read_plan_with_notes(text)
    refuse_incomplete(plan, text)
    rewrite = session.prepare(plan)
    rest = len(notes) - NOTES
    more = [f"{count_in_words(rest, 'more file')} likewise"] if rest > 0 else []
    _complain(*(f"note: {note}" for note in [*notes[:NOTES], *more]))
    return _finish(session, rewrite, dry_run)


def _finish(session: Session, rewrite: Rewrite, dry_run: bool) -> int:
    if dry_run:
        session.store(rewrite)
        _complain("Nothing has moved; this is what would be:", *_report(session, rewrite))
        lines = "".join(update.line for update in rewrite.updates)
        sys.stdout.buffer.write(os.fsencode(lines))
        return 0
    written = session.write(rewrite)
    report = [*_report(session, rewrite, written.hidden), "To go back: git split --undo"]
    return _tell(report, [*written.hidden, *written.warnings])


def _tell(report: Iterable[str], warnings: Iterable[str]) -> int:
    """Print what was done.  That it cannot be printed does not make it undone."""
    _complain(*(f"warning: {line}" for line in warnings))
    try:
        sys.stdout.write("".join(f"{line}\n" for line in _fitted(report)))
        sys.stdout.flush()
    except OSError as error:
        _forget_stdout()
        if not isinstance(error, BrokenPipeError):
            _complain(f"warning: history was rewritten, but not printed: {_strerror(error)}")
    return 0


def _fitted(lines: Iterable[str]) -> Iterable[str]:
    """Lines as they are, or broken between words where a terminal would break them anywhere."""
    if not sys.stdout.isatty():
        return lines
    columns = shutil.get_terminal_size().columns
    return (_broken(line, columns) for line in lines)


def _broken(line: str, columns: int) -> str:
    """A line in as many as it takes, the others further to the right; one with characters that
    take other than one column as it is.
    """
    if len(line) <= columns or not line.isascii():
        return line
    first = line[: len(line) - len(line.lstrip())]
    width, then = max(columns, 20), f"{first}    "
    return textwrap.fill(
        line, width, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )


def _report(session: Session, rewrite: Rewrite, hidden: Sequence[str] = ()) -> list[str]:
    """What was done, line by line; ``hidden`` as in `Written`."""
    from splitter.core.rewrite.refs import short  # noqa: PLC0415

    target = session.target
    lines = [f"Split {target.oid[:10]} ({printable(target.subject)}) into {len(rewrite.parts)}:"]
    for part in rewrite.parts:
        kept = part is rewrite.heir and part.message.change_id
        mark = f"  (keeps {part.message.change_id[:9]})" if kept else ""
        lines.append(f"  {part.oid[:10]} {printable(part.message.subject)}{mark}")
    if rewrite.dropped:
        lines += _report_dropped(rewrite, hidden)
    restacked = len(rewrite.above) - len(rewrite.left_out)
    if restacked:
        lines.append(f"Restacked {count_in_words(restacked, 'commit')}.")
    lines.append(f"Moved {_names(short(update.name) for update in rewrite.updates)}.")
    if rewrite.tags:
        lines.append(f"Tags that stay on the old commits: {_names(rewrite.tags)}.")
    if rewrite.branches:
        lines.append(f"Branches that stay on the old commits: {_names(rewrite.branches)}.")
    if rewrite.detached:
        stay = _names(rewrite.detached)
        lines.append(f"Worktrees whose detached HEAD stays on the old commits: {stay}.")
    if rewrite.remotes:
        pushed = _names(rewrite.remotes)
        lines.append(f"Already pushed to {pushed}; pushing again needs --force-with-lease.")
    if rewrite.unsigned:
        lost = count_in_words(rewrite.unsigned, "signature")
        lines.append(f"{lost} no longer held and went; commit.gpgSign makes new ones.")
    return lines


def _report_dropped(rewrite: Rewrite, hidden: Sequence[str]) -> list[str]:
    """What becomes of the dropped changes, and of the commits above that need them."""
    dropped = printable(rewrite.dropped)
    lines = [f"Dropped: {dropped}"]
    if rewrite.uncommitted and not hidden:
        lines = [f"Dropped, kept as an uncommitted change: {dropped}"]
    elif rewrite.cancelled_by and not rewrite.uncommitted:
        by = _commit(rewrite.cancelled_by)
        lines.append(f"The working tree has no uncommitted change: {by} cancels what is dropped.")
    if rewrite.emptied:
        commits = some(list(map(_commit, rewrite.emptied)), few=8)
        if rewrite.left_out:
            lines.append(f"Left out, because they became empty: {commits}")
        else:
            lines.append(f"Became empty, and kept (--empty=drop leaves them out): {commits}")
    return lines


def _commit(one: StackedCommit) -> str:
    """A commit above by its old id and its subject."""
    return f"{one.oid[:10]} ({printable(one.subject)})"


def _names(names: Iterable[str]) -> str:
    return some(list(map(printable, names)), few=8)


def _undo() -> int:
    from splitter import session  # noqa: PLC0415
    from splitter.core.rewrite.refs import short  # noqa: PLC0415

    undone = session.undo(_here())
    names = _names(short(update.name) for update in undone.updates)
    subject = printable(undone.subject).removeprefix("split: ")
    report = [f"Undone: the split of {subject}.  Moved back {names}."]
    if undone.draft:
        report.append(
            f"To go on from its plan, which is a draft again: git split {undone.draft[:10]}"
        )
    return _tell(report, undone.told)


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise SplitError(
            f"the current directory cannot be read: {error.strerror}", "cd to one that is there"
        ) from error


def _complain(*lines: str) -> None:
    for line in lines:
        if line:
            print(printable(line), file=sys.stderr)
