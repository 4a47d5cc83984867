"""What `init` asks for each network, and what it says of it beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a network needs to be asked: its options, each with the question, and the secret of a login.

    `note` is said beforehand and stands in the configuration: what needs an approval, what costs money, and what is not
    seen. `approver` is who must have said yes to an app or a key before it works.
    `usual` are options that are written as they stand, and `example` lines that the user changes by hand.
    `has_speakers`: who speaks for the brand is told by `accounts`; elsewhere reviews carry its answers, or show none.
    `asks_terms`: without terms the feed finds nothing.
    `is_public_too`: something is seen without the login.
    """

    asks: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)
    example: tuple[str, ...] = ()
    login: str = ""
    login_question: str = ""
    is_public_too: bool = False
    has_accounts: bool = True
    has_speakers: bool = True
    asks_terms: bool = False
    note: str = ""
    approver: str = ""


FLAGS = frozenset({"identifier", "server", "url", "path"})
"""The options that have flags of their own."""

IMPORT = "meanwhile, `mentionwatch import` reads exports of it"
_NO_REPLIES = "shows no replies, so nothing is ever called missed; `mentionwatch import` reads exports that hold them"
NEEDS = {
    "appstore": Needs(
        asks={
            "app": "The number of the app (at the end of its address in the App Store)",
            "countries": "The countries, as two letters each",
        },
        has_accounts=False,
        has_speakers=False,
        note=_NO_REPLIES,
    ),
    "bluesky": Needs(
        asks={"identifier": "The handle that logs in"},
        login="password",
        login_question="An app password of it (Settings > Privacy and security > App passwords)",
        is_public_too=True,
    ),
    "discourse": Needs(
        asks={"server": "The forum's host (such as forum.example.com)"},
        note="a forum of your own is read whole with the option `own: yes`; others by terms and accounts",
    ),
    "email": Needs(
        asks={"host": "The mailbox's IMAP server", "user": "The name that logs in, mostly the address itself"},
        login="password",
        login_question="An app password of it (most providers refuse the one for the web)",
        note="reads one folder and the sent mails, and changes nothing; Microsoft 365 takes no passwords: use `import`",
    ),
    "facebook": Needs(
        login="token",
        login_question="A token of the Page itself (Graph API Explorer, or your app)",
        note=f"needs a Page token of an app of yours, which Meta may want to review; {IMPORT}",
        approver="Meta",
    ),
    "google-business": Needs(
        asks={"locations": "The shop (accounts/NUMBER/locations/NUMBER)"},
        usual={"client_id": "$GOOGLE_CLIENT_ID", "client_secret": "$GOOGLE_CLIENT_SECRET"},
        login="refresh_token",
        login_question="A refresh token of the shop's account, with the scope business.manage",
        has_accounts=False,
        has_speakers=False,
        note=f"needs Google's approval of your project for the Business Profile API; {IMPORT}",
        approver="Google",
    ),
    "google-play": Needs(
        asks={
            "package": "The app's package (such as com.example.app)",
            "credentials": "The key file of a service account, written file:PATH",
        },
        has_accounts=False,
        has_speakers=False,
        note="shows the reviews of the last week only; `mentionwatch import` reads exports of older ones",
    ),
    "hackernews": Needs(
        has_accounts=False,
        asks_terms=True,
        note="nobody is addressed there: it shows what is said about you, and replies where you name accounts",
    ),
    "instagram": Needs(
        login="token",
        login_question="A token of the Facebook Page that the account is connected with",
        note=f"needs a Page token of an app of yours, which Meta may want to review; {IMPORT}",
        approver="Meta",
    ),
    "json": Needs(
        asks={"base": "The address of the API (such as https://api.example.com/v1)"},
        example=(
            "streams:",
            "  inbox: {url: /mentions, items: data}",
            "  outbox: {url: '/users/{account}/posts', items: data, holds: outbox}",
            "post: {id: id, author: user.name, text: body, created_at: created_at, in_reply_to: parent_id}",
        ),
        note="say below where its posts are and what each field is called: docs/feeds.md",
    ),
    "mastodon": Needs(
        asks={"server": "The server of that account (such as mastodon.social)"},
        login="token",
        login_question="An access token of it, with the scope `read` (Preferences > Development)",
        is_public_too=True,
    ),
    "reddit": Needs(
        asks_terms=True,
        note="shows no replies without the keys of an app, which Reddit has to approve: docs/feeds.md; "
        "meanwhile, `mentionwatch import` reads exports that hold them",
        approver="Reddit",
    ),
    "stackexchange": Needs(
        asks={"site": "The site (such as stackoverflow or askubuntu)"},
        note="accounts are the numbers of your users there; without a key there are 300 requests a day",
    ),
    "trustpilot": Needs(
        asks={"business_unit": "The id of the business unit"},
        login="token",
        login_question="The API key of a Trustpilot Business account",
        has_accounts=False,
        has_speakers=False,
        note=f"needs an API key, which comes with some plans of Trustpilot only; {IMPORT}",
        approver="Trustpilot",
    ),
    "yelp": Needs(
        asks={"business": "The business (the end of its address on Yelp)"},
        login="token",
        login_question="The API key of a Yelp app",
        has_accounts=False,
        has_speakers=False,
        note=f"needs a key that Yelp charges for after a trial; three excerpts are all it shows. It {_NO_REPLIES}",
    ),
    "x": Needs(
        usual={"max_posts_per_month": "10000"},
        login="token",
        login_question="The bearer token of your app (console.x.com)",
        note="X charges for each post it gives, about $0.001 for your mentions and $0.005 for others: set the most; "
        "`mentionwatch import` reads exports at no cost",
    ),
    "youtube": Needs(
        login="api_key",
        login_question="An API key that may use the YouTube Data API v3 (console.cloud.google.com)",
        note="sees the comments on your own channel and videos, not those on other people's",
    ),
    "rss": Needs(
        asks={"url": "The address of the RSS or Atom feed"},
        has_accounts=False,
        note="shows replies only where `accounts` names who answers in the same feed; else nothing is called missed, "
        "and `mentionwatch import` reads exports that hold them",
    ),
    "files": Needs(asks={"path": "The CSV or JSON lines file to read (a pattern may name several)"}),
}
