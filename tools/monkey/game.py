"""One seed's game: rounds of a hundred keys, each ended in one of a few ways, and judged."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.e2e.place import Place, environment
from tests.e2e.terminal import Pty
from tools.monkey.acts import USUAL_SIZE, Act, Paste, Press, Type, draw_acts
from tools.monkey.judge import State, Wrong, check_same, check_split
from tools.monkey.shown import Shown, kind, mending, parts
from tools.monkey.world import make_world

#: After how many keys a round ends.
ROUND = 100
#: How long anything may take, in seconds: machines may be slow and busy.
PATIENCE = 60.0
#: How long nothing may be printed for the program to count as waiting for a key, in seconds.
QUIET = 0.15
#: How many times Escape is pressed at most to come back to the main screen.
ESCAPES = 30
#: How many times a plan that is refused is mended.
MENDING = 8
#: How many acts are sent at most before the monkey looks whether the program keeps up.
AHEAD = 8

#: An editor that does something else each time, and one time fails.
_EDITOR = """\
#!/bin/sh
count=$(cat "$HOME/count" 2>/dev/null || echo 0)
echo $((count + 1)) >"$HOME/count"
case $((count % 4)) in
0) printf 'From the editor\\n\\nnumber %s\\n' "$count" >"$1" ;;
1) ;;
2) exit 1 ;;
3) echo 'one more line' >>"$1" ;;
esac
"""
#: What lets output go on that Ctrl+S holds, in a terminal that no program has for itself.
RELEASE = ("ctrl+q",)
#: By what the program is ended.
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
_WROTE, _CHANGED_NOTHING = 0, 1
#: The answer that leaves a changed text; Escape keeps writing.
LOSE = "n  close without saving"


class Stuck(AssertionError):
    """The program does not do what it must."""


class Game:
    """The rounds of one seed in a directory that is its own.

    ``counts`` says what became of the rounds, ``acts`` what was done since the program began.
    """

    def __init__(self, directory: Path, seed: int) -> None:
        self.seed = seed
        self.repo = make_world(directory / "work")
        env = environment(directory / "home")
        editor = directory / "editor"
        editor.write_text(_EDITOR)
        editor.chmod(0o755)
        self.temporary = directory / "tmp"
        self.temporary.mkdir()
        env |= {"GIT_EDITOR": str(editor), "TMPDIR": str(self.temporary)}
        self.place = Place(self.repo.path, env)
        self.counts: Counter[str] = Counter()
        self.acts: list[Act] = []
        self.terminal: Pty | None = None
        self.chance = Random(seed)
        self.before = State.of(self.repo)
        self.target = "HEAD"
        self.is_listed = False  # whether the commit was picked from the list
        self.parts = ""  # as the screen showed them when the target's draft was left

    def play(self, keys: int) -> None:
        """Press so many keys at least.  Raises AssertionError where anything is wrong."""
        try:
            for first in range(0, keys, ROUND):
                self.chance = Random(f"{self.seed} {first}")
                self._round(min(ROUND, keys - first))
                self.counts["rounds"] += 1
        finally:
            if self.terminal:
                self.terminal.kill()

    def _round(self, keys: int) -> None:
        """A round: press keys, and end it in one way or the other."""
        for number, act in enumerate(draw_acts(self.chance, keys)):
            terminal = self._opened()
            self._do(act)
            if number % AHEAD == 0:
                self._wait_quiet(terminal, limit=2.0)
            if terminal.status() is not None:
                self._ended()
        self._opened()
        how = self.chance.choices(
            (self._write, self._leave, self._kill, self._kill_writing), (12, 4, 4, 4)
        )
        how[0]()

    # The program

    def _opened(self) -> Pty:
        """The terminal with the program, started if it does not run, on its main screen."""
        if self.terminal is not None:
            return self.terminal
        if self.chance.random() < 0.3:
            self.target = self.chance.choice(self.repo.lines("rev-list", "--no-merges", "HEAD"))
            self.parts = ""
        self.is_listed = self.chance.random() < 0.15
        words = [] if self.is_listed else [self.target]
        self.acts = []
        columns, rows = USUAL_SIZE
        terminal = Pty(
            ["git", "split", *words], self.place.directory, self.place.env, columns, rows
        )
        self.terminal = terminal
        if self.is_listed:
            self._pick(terminal)
        if not self._wait(terminal, lambda shown: kind(shown) in (Shown.MAIN, Shown.QUESTION)):
            raise Stuck(f"the program ends at once:\n{terminal.screen()}")
        if kind(terminal.screen()) is Shown.QUESTION:
            self._resume(terminal)
        elif self.parts:
            raise Wrong(f"the draft is not offered again:\n{self.parts}")
        self.parts = ""
        return terminal

    def _pick(self, terminal: Pty) -> None:
        """Open a commit from the list, on which the cursor is when it can be split."""
        self.parts = ""
        self._wait(terminal, lambda shown: "Everything at once" in shown)
        for _ in range(9):
            terminal.send("j" if self.chance.random() < 0.8 else "k", "enter")
            self._wait_quiet(terminal)
            if kind(terminal.screen()) in (Shown.MAIN, Shown.QUESTION):
                return
        raise Stuck(f"no commit can be opened:\n{terminal.screen()}")

    def _resume(self, terminal: Pty) -> None:
        """Answer what is to become of the draft; a resumed one shows what it showed."""
        answer = self.chance.choices("yfo", (6, 1, 1))[0]
        self._do(Press((answer, "y") if answer == "o" else (answer,)))
        self._settle()
        if answer == "y" and self.parts:
            shown = parts(terminal.screen())
            if shown != self.parts:
                raise Wrong(f"the draft was\n{self.parts}\nand is now\n{shown}")
            self.counts["resumed as it was"] += 1

    def _do(self, act: Act) -> None:
        assert self.terminal
        self.acts.append(act)
        act.do(self.terminal)

    def _wait_quiet(self, terminal: Pty, limit: float = PATIENCE) -> None:
        """Wait until the program prints nothing for a moment.

        Where the program has given the terminal back, what was typed ahead may hold its output.
        """
        if terminal.modes().echo:
            terminal.send(*RELEASE)
        end, size, since = time.monotonic() + limit, -1, time.monotonic()
        while terminal.status() is None and time.monotonic() < end:
            if len(terminal.raw) != size:
                size, since = len(terminal.raw), time.monotonic()
            elif time.monotonic() > since + QUIET:
                return
            time.sleep(0.01)

    def _wait(self, terminal: Pty, wanted: Callable[[str], bool]) -> bool:
        """Wait for something on the screen; False where the program ends before.  Raises Stuck."""
        end = time.monotonic() + PATIENCE
        while not wanted(shown := terminal.screen()):
            if terminal.status() is not None:
                return False
            if time.monotonic() > end:
                raise Stuck(f"this is all within {PATIENCE} s:\n{shown}")
            time.sleep(0.02)
        return True

    def _settle(self) -> bool:
        """Come back to the main screen, and see that it answers; whether the program still runs."""
        terminal = self.terminal
        assert terminal
        terminal.resize(*USUAL_SIZE)
        for _ in range(ESCAPES):
            self._wait_quiet(terminal)
            if terminal.status() is not None:
                return False
            if kind(terminal.screen()) is not Shown.MAIN:
                is_asked = LOSE in terminal.screen()
                self._do(Press(("n",) if is_asked else ("escape",)))
            elif self._is_back():
                return True
        raise Stuck(f"{ESCAPES} times Escape do not lead back:\n{terminal.screen()}")

    def _is_back(self) -> bool:
        """Press the key of the help; whether it was the main screen that answered, and not one that
        comes only now from what was pressed before.
        """
        terminal = self.terminal
        assert terminal
        self._do(Press(("?",)))
        if not self._wait(terminal, lambda shown: kind(shown) is not Shown.MAIN):
            return False
        self._wait_quiet(terminal)
        if kind(terminal.screen()) is not Shown.HELP:
            return False
        self._do(Press(("escape",)))
        return self._wait(terminal, lambda shown: kind(shown) is Shown.MAIN)

    def _see(self) -> None:
        """Remember what is shown of the draft of the target."""
        assert self.terminal
        self.parts = "" if self.is_listed else parts(self.terminal.screen())

    def _paste(self) -> None:
        """What is pasted on the main screen is no key, whatever is in it."""
        assert self.terminal
        self._do(Press(("n",)))
        self._settle()
        before = parts(self.terminal.screen())
        self._do(Paste(b"text \x1b X 1 c more"))
        self._settle()
        if parts(self.terminal.screen()) != before:
            raise Wrong(f"what was pasted acted as keys:\n{before}\n{self.terminal.screen()}")

    # The ends of a round

    def _write(self) -> None:
        """Write the history, where the plan can be made one that can be written; else leave."""
        assert self.terminal
        for refused in range(MENDING):
            if not self._settle():
                break
            self._do(Press((*mending(self.terminal.screen(), refused), "w")))
            self._agree()
            if self._has_ended():
                break
        if self._has_ended():
            self._ended()
        else:
            self.counts["refused to write"] += 1
            self._leave()

    def _agree(self, *, to_the_end: bool = True) -> None:
        """Give each part a message and say yes, until history is written or that is refused; or
        only until there is the last look.
        """
        terminal = self.terminal
        assert terminal
        end = time.monotonic() + 2 * PATIENCE
        while time.monotonic() < end:
            self._wait_quiet(terminal)
            if self._has_ended():
                return
            match kind(terminal.screen()):
                case Shown.MAIN:
                    if self._is_back():
                        return
                case Shown.MESSAGE:
                    self._do(Type(self.chance.choice(("Mend it", "数え方", "Part"))))
                    self._do(Press(("ctrl+s",)))
                case Shown.QUESTION:
                    self._do(Press((self.chance.choice(("b", "escape")),)))
                case Shown.REVIEW:
                    if not to_the_end:
                        return
                    self._do(Press(("y",)))
        raise Stuck(f"nothing leads to a new history, or back:\n{terminal.screen()}")

    def _leave(self) -> None:
        """Quit; the draft is kept."""
        if self._settle():
            assert self.terminal
            self._paste()
            self._see()
            self._do(Press(("q",)))
            self._wait_quiet(self.terminal)
            if not self._has_ended():  # it was opened from the list
                self._do(Press(("q",)))
        self._ended()

    def _kill(self) -> None:
        """Kill the program, or have it ended or its terminal hung up, on any of its screens."""
        if self.chance.random() < 0.5 and self._settle():
            assert self.terminal
            self._see()
        self._shoot(self.chance.choice(SIGNALS))

    def _kill_writing(self) -> None:
        """Kill the program while it writes, if it does."""
        assert self.terminal
        if not self._settle():
            self._ended()
            return
        self._do(Press((*mending(self.terminal.screen(), 0), "w")))
        self._agree(to_the_end=False)
        if not self._has_ended():
            self._do(Press(("y",)))
            time.sleep(self.chance.random() * 0.3)
        self._shoot(signal.SIGKILL)

    def _shoot(self, number: int) -> None:
        assert self.terminal
        if not self._has_ended():
            self.terminal.signal(number)
        self._ended(number)

    def _has_ended(self) -> bool:
        return self.terminal is not None and self.terminal.status() is not None

    # What comes after it

    def _ended(self, number: int = 0) -> None:
        """The program has ended, by that signal if by any: judge what it left, and go on there."""
        terminal = self.terminal
        assert terminal
        end = time.monotonic() + PATIENCE
        while terminal.status() is None and time.monotonic() < end:
            self._wait_quiet(terminal)
        status = terminal.wait_exit(QUIET)
        terminal.screen()
        printed = bytes(terminal.raw)
        terminal.kill()
        if b"Traceback" in printed:
            at = printed.index(b"Traceback")
            raise Wrong(f"a traceback: {printed[at : at + 4000].decode(errors='replace')}")
        has_written = self.repo.refs()["HEAD"] != self.before.refs["HEAD"]
        if number and status == -number:
            self.counts[signal.Signals(number).name] += 1
            self._clear(is_killed=number == signal.SIGKILL)
            self._recover()
            has_written = self.repo.refs()["HEAD"] != self.before.refs["HEAD"]
        elif status == -signal.SIGINT:  # Ctrl+C, typed ahead, as the terminal was given back
            self.counts["interrupted"] += 1
        elif status not in (_WROTE, _CHANGED_NOTHING) or has_written != (status == _WROTE):
            raise Wrong(f"status {status}, and HEAD has {'' if has_written else 'not '}moved")
        if names := sorted(path.name for path in self.temporary.iterdir()):
            raise Wrong(f"left in the directory for temporary files: {names}")
        self.terminal = None
        if has_written:
            self._judge_written()
        else:
            check_same(self.repo, self.before)
            self.counts["unchanged"] += 1

    def _clear(self, *, is_killed: bool) -> None:
        """Remove what a killed program has left; one that was ended otherwise does so by itself."""
        end = time.monotonic() + PATIENCE
        while not is_killed and any(self.temporary.iterdir()) and time.monotonic() < end:
            time.sleep(0.05)
        for left in self.temporary.iterdir() if is_killed else ():
            _remove(left)

    def _recover(self) -> None:
        """Let the next ``git split`` finish or take back what was killed while writing."""
        end = time.monotonic() + PATIENCE
        while (done := self.place.split("--print-plan", "HEAD")).returncode:
            if time.monotonic() > end:
                raise Stuck(f"after a kill: {done.stderr}")
            time.sleep(0.3)

    def _judge_written(self) -> None:
        """Judge the new history; mostly undo it, which leads back to exactly the old one."""
        self.parts = ""
        check_split(self.repo, self.before)
        self.counts["written"] += 1
        if self.chance.random() < 0.7:
            done = self.place.split("--undo")
            if done.returncode:
                raise Wrong(f"--undo: {done.stderr}")
            check_same(self.repo, self.before)
            self.counts["undone"] += 1
        else:
            self.before = State.of(self.repo)
            self.target = "HEAD"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        for one in path.iterdir():
            _remove(one)
        path.rmdir()
    else:
        path.unlink()


@contextmanager
def replayable(game: Game, keys: int) -> Iterator[None]:
    """Say of what goes wrong how to see it again."""
    try:
        yield
    except AssertionError as error:
        words = f"python -m tools.monkey --seed {game.seed} --keys {keys}"
        error.add_note(f"{words}, round {game.counts['rounds']}")
        if game.terminal:
            output = game.repo.path.with_name("output")
            output.write_bytes(game.terminal.raw)
            error.add_note(f"all that the program printed: {output}")
        error.add_note("since the program began: " + " ".join(map(repr, game.acts)))
        raise
