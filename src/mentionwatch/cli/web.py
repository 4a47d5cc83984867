"""The command that shows the database in a browser."""

from __future__ import annotations

import click

from mentionwatch.cli.app import App, global_options, pass_app


@click.command(epilog="Example: mentionwatch web --open")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=8001,
    show_default=True,
    help="The port to listen on; 0 is any free one.",
)
@click.option("--open", "opens", is_flag=True, help="Open the page in a browser.")
@global_options
@pass_app
def web(app: App, /, host: str, port: int, opens: bool) -> None:
    """Show the database in a browser, with a query ready for each report. Nothing can be changed there.

    It is Datasette on the file, with the functions of `sql`; it needs the extra `web`. Only this machine can look,
    unless --host says otherwise. Ctrl-C ends it.
    """
    from mentionwatch.cli.sql import read_meaning
    from mentionwatch.web.server import LOOPBACK, serve

    def say_url(url: str) -> None:
        if host not in LOOPBACK:
            app.say("warning: whoever reaches this machine can read all posts and names; there is no password")
        app.say(f"serving {url} until Ctrl-C")
        if opens:
            import webbrowser

            webbrowser.open(url)

    serve(app.database(), read_meaning(app), host=host, port=port, say_url=say_url)
