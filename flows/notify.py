"""Sends texts to mail, Slack and some hundred other services through Apprise, which is asked for only then."""

from __future__ import annotations

from collections.abc import Sequence

from sources.errors import SaysoError


class CannotNotify(SaysoError):
    """A text that could not be sent."""


def send(title: str, text: str, urls: Sequence[str]) -> None:
    """Send the text to every address, each an Apprise URL: mailto://…, slack://…, json://….

    Raises CannotNotify, which names addresses by their number and scheme alone: the rest holds passwords.
    """
    try:
        import apprise  # noqa: PLC0415  # optional, and slow to import
    except ImportError as error:
        raise CannotNotify('sending needs Apprise: pip install "sayso[notify]"') from error
    services = []
    for number, url in enumerate(urls, start=1):
        service = apprise.Apprise.instantiate(url, suppress_exceptions=True)
        if not isinstance(service, apprise.NotifyBase):
            raise CannotNotify(
                f"{_shown(number, url)} is no address that Apprise knows; nothing was sent. It takes such as "
                "mailto://user:password@mail.example, slack://… or json://host:port"
            )
        services.append(service)
    failed = []
    for number, (url, service) in enumerate(zip(urls, services, strict=True), start=1):
        notifier = apprise.Apprise()
        notifier.add(service)
        if not notifier.notify(body=text, title=title, body_format=apprise.NotifyFormat.TEXT):
            failed.append(_shown(number, url))
    if failed:
        sent = "; to the others it was" if len(failed) < len(urls) else ""
        raise CannotNotify(
            f"the message could not be sent to {', '.join(failed)}{sent}; is the address right, and does it answer?"
        )


def _shown(number: int, url: str) -> str:
    scheme, found, _ = url.partition("://")
    return f"address {number} ({scheme}://…)" if found and scheme.isalnum() else f"address {number}"
