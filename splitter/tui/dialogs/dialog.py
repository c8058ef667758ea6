"""Dialogs, which open above another screen and return an answer, and conversations of them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.screen import Screen

Answer = TypeVar("Answer")
Words = ParamSpec("Words")


class OfApp(Protocol):
    """An object of an application: a widget, a screen, or a controller."""

    @property
    def app(self) -> App[Any]:
        """The application."""


Node = TypeVar("Node", bound=OfApp)


class Dialog(Screen[Answer], inherit_bindings=False):
    """A screen above another one.

    Its first answer counts: keys already on their way then do not close the screen below as well.
    """

    on_answer: Callable[[Answer | None], None] | None = None

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Return the answer, and go back to the screen below.

        The caller continues before this returns, so that the next key finds the state after the
        answer.
        """
        if not self.is_active:
            return AwaitComplete()
        gone = super().dismiss(result)
        if self.on_answer is not None:
            self.on_answer(result)
        return gone

    def save_and_close(self) -> None:
        """Keep what is not answered yet, where there is a place for it: git split ends."""

    def __await__(self) -> Generator[Dialog[Answer], Answer | None, Answer | None]:
        """Ask, in a `conversation`: opens the screen, and returns its answer."""
        return (yield self)


def conversation(
    talk: Callable[Concatenate[Node, Words], Coroutine[Any, Any, object]],
) -> Callable[Concatenate[Node, Words], None]:
    """A method that awaits dialogs, and nothing else, as one that is called.

    It runs at once up to its first question, which is open when the call returns, and goes on from
    there when that is answered.  There is no time in between in which a key could get lost.
    """

    @wraps(talk)
    def begin(node: Node, /, *args: Words.args, **kwargs: Words.kwargs) -> None:
        _go_on(node.app, talk(node, *args, **kwargs), None)

    return begin


def _go_on(app: App[Any], talk: Coroutine[Any, Any, object], answer: object) -> None:
    """Give an answer, and ask the next question."""
    try:
        question: Dialog[Any] = talk.send(answer)
    except StopIteration:
        return
    question.on_answer = partial(_go_on, app, talk)
    app.push_screen(question)
