"""The clocks reckoned again from plain rows: nothing of mentionwatch is used, but for the judgements given in.

Written from docs/metrics.md alone, as a check: who waits for whom, from when to when, who was handed off and came back.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_TAG = re.compile(r"(?<![\w@/.])@(\w[\w.\-]*)")
_MACHINE = timedelta(seconds=10)


@dataclass(frozen=True)
class Judgement:
    """What the product judged of a post by its words: a customer's kind and closing, a brand's hand-off and promise."""

    kind: str | None = None
    closing: str = "none"
    is_handoff: bool = False
    is_promise: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether a customer's post takes a matter up."""
        return self.kind in ("complaint", "question") and self.closing == "none"


@dataclass
class Tweet:
    """A row. `at` is never before what it answers; `moved`: it had been."""

    id: str
    author: str
    brand: str | None
    at: datetime
    text: str
    parent: str | None
    root: str = ""
    depth: int = 0
    moved: bool = False

    @property
    def tags(self) -> set[str]:
        """Who is tagged, in lower case."""
        return {tag.lower().rstrip(".-") for tag in _TAG.findall(self.text)}


@dataclass(frozen=True)
class Wait:
    """From an unanswered post to a reply; `reply` None: nobody replied, `closed` None: it goes on."""

    post: Tweet
    reply: Tweet | None
    closed: datetime | None

    @property
    def seconds(self) -> int | None:
        """How long a reply took."""
        return round((self.reply.at - self.post.at).total_seconds()) if self.reply else None


@dataclass
class Conversation:
    """One customer with one brand in one thread.

    `spoken_to` names the posts that are to the brand; `answers` says what each reply that counts is to: the kind of the
    post whose wait it ended, else of the one that it answers.
    """

    brand: str
    customer: str
    posts: list[Tweet] = field(default_factory=list)
    replies: list[Tweet] = field(default_factory=list)
    counted: list[Tweet] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    spoken_to: set[str] = field(default_factory=set)
    answers: dict[str, str | None] = field(default_factory=dict)
    kind: str | None = None

    def is_complaint(self, replies: Iterable[Tweet]) -> bool:
        """Whether it began as a complaint, or some of its replies are to one."""
        return self.kind == "complaint" or any(self.answers[reply.id] == "complaint" for reply in replies)


def read(rows: Iterable[Mapping[str, str]]) -> dict[str, Tweet]:
    """Make tweets of the rows of a file."""
    tweets = {}
    for row in rows:
        at = datetime.strptime(row["created_at"], "%a %b %d %H:%M:%S %z %Y")
        brand = row["author_id"] if row["inbound"] == "False" else None
        parent = row["in_response_to_tweet_id"] or None
        tweets[row["tweet_id"]] = Tweet(row["tweet_id"], row["author_id"], brand, at, row["text"], parent)
    for tweet in sorted(tweets.values(), key=lambda tweet: len(_above(tweet, tweets))):
        above = tweets.get(tweet.parent or "")
        tweet.root = above.root if above else tweet.parent or tweet.id
        if above:
            tweet.depth = above.depth + 1
            tweet.moved = tweet.at < above.at
            tweet.at = max(tweet.at, above.at)
    return tweets


def _above(tweet: Tweet, tweets: Mapping[str, Tweet]) -> list[Tweet]:
    found = []
    above = tweets.get(tweet.parent or "")
    while above is not None:
        found.append(above)
        above = tweets.get(above.parent or "")
    return found


def converse(tweets: Mapping[str, Tweet], judged: Mapping[str, Judgement]) -> list[Conversation]:
    """Sort tweets into conversations, and follow each."""
    threads: dict[str, list[Tweet]] = defaultdict(list)
    for tweet in tweets.values():
        threads[tweet.root].append(tweet)
    brands = {tweet.brand.lower(): tweet.brand for tweet in tweets.values() if tweet.brand}
    found = []
    for thread in threads.values():
        thread.sort(key=lambda tweet: (tweet.at, tweet.depth, f"twitter:{tweet.id}"))
        spoken_to = _spoken_to(thread, tweets, brands)
        conversations = _conversations(thread, spoken_to)
        _add_replies(thread, tweets, conversations)
        for conversation in conversations.values():
            brand = conversation.brand
            conversation.spoken_to = {post.id for post in conversation.posts if brand in spoken_to[post.id]}
            _follow(conversation, thread, judged)
            found.append(conversation)
    return found


def _spoken_to(thread: Sequence[Tweet], tweets: Mapping[str, Tweet], brands: Mapping[str, str]) -> dict[str, set[str]]:
    """Say which brands each customer's post is to."""
    speaking = {tweet.brand for tweet in thread if tweet.brand}
    answered: dict[str, set[str]] = defaultdict(set)
    for tweet in thread:
        if tweet.brand and tweet.parent:
            answered[tweet.parent].add(tweet.brand)
    found: dict[str, set[str]] = {}
    for tweet in thread:
        if tweet.brand:
            continue
        above = tweets.get(tweet.parent or "")
        tagged = {brands[tag] for tag in tweet.tags if tag in brands}
        to = tagged | answered[tweet.id]
        if above is not None and above.brand:
            to.add(above.brand)
        if above is not None and above.author == tweet.author:
            to |= found.get(above.id, set())
        if above is None and not tagged and len(speaking) == 1:
            to |= speaking
        found[tweet.id] = to
    return found


def _conversations(thread: Sequence[Tweet], spoken_to: Mapping[str, set[str]]) -> dict[tuple[str, str], Conversation]:
    """Open a conversation at a first post to a brand; what its customer says in the thread from then on is in it."""
    found: dict[tuple[str, str], Conversation] = {}
    for tweet in thread:
        for brand in spoken_to.get(tweet.id, ()):
            found.setdefault((tweet.author, brand), Conversation(brand, tweet.author))
        for (customer, _), conversation in found.items():
            if customer == tweet.author and not tweet.brand:
                conversation.posts.append(tweet)
    return found


def _add_replies(
    thread: Sequence[Tweet], tweets: Mapping[str, Tweet], conversations: Mapping[tuple[str, str], Conversation]
) -> None:
    for tweet in thread:
        if tweet.brand is None:
            continue
        theirs = {customer: one for (customer, brand), one in conversations.items() if brand == tweet.brand}
        customer = _answered(tweet, tweets, theirs)
        if customer in theirs and _earlier(tweet, theirs[customer].posts, thread):
            theirs[customer].replies.append(tweet)


def _answered(tweet: Tweet, tweets: Mapping[str, Tweet], theirs: Mapping[str, Conversation]) -> str | None:
    """Name the customer who is answered: above the brand's own posts, else tagged, else the only one."""
    above: Tweet | None = tweet
    while above is not None and above.brand == tweet.brand:
        last, above = above, tweets.get(above.parent or "")
    if above is not None:
        return above.author
    tagged = next((customer for customer in theirs if customer.lower() in tweet.tags), None)
    goes_on_with_own_news = last is not tweet and last.parent is None
    if tagged or goes_on_with_own_news or len(theirs) != 1:
        return tagged
    return next(iter(theirs))


def _earlier(tweet: Tweet, posts: Sequence[Tweet], thread: Sequence[Tweet]) -> list[Tweet]:
    at = thread.index(tweet)
    return [post for post in posts if thread.index(post) < at]


def _follow(conversation: Conversation, thread: Sequence[Tweet], judged: Mapping[str, Judgement]) -> None:
    """Walk through a conversation: open waits at posts that need a reply, close them at replies that count."""
    pending: list[Tweet] = []
    has_matter = False
    kinds = [judged[post.id].kind for post in conversation.posts]
    conversation.kind = next((kind for kind in kinds if kind != "other"), "other")
    events = sorted([*conversation.posts, *conversation.replies], key=thread.index)
    for event in events:
        if event.brand:
            answers = _earlier(event, conversation.posts, thread)
            direct = next((post for post in answers if post.id == event.parent), answers[-1])
            if _is_machine(event, direct):
                continue
            conversation.counted.append(event)
            conversation.answers[event.id] = judged[(pending[0] if pending else direct).id].kind
            if pending:
                conversation.waits.append(Wait(pending[0], event, event.at))
                pending = []
            continue
        if event.id not in conversation.spoken_to:
            continue
        words = judged[event.id]
        closes = words.closing != "none" or (words.kind == "praise" and has_matter)
        if conversation.counted and closes:
            if words.closing != "acknowledged" and pending:
                conversation.waits.append(Wait(pending[0], None, event.at))
                pending = []
            continue
        has_matter = has_matter or words.kind in ("complaint", "question")
        if words.kind != "other":
            pending.append(event)
    if pending:
        conversation.waits.append(Wait(pending[0], None, None))


def _is_machine(reply: Tweet, answers: Tweet) -> bool:
    gap = reply.at - answers.at
    is_rounded = not gap and answers.at.second == 0
    return gap < _MACHINE and not (reply.moved or answers.moved or is_rounded)


def percentile(cases: Sequence[tuple[int, bool]], share: float) -> int | None:
    """Give the Kaplan-Meier time by which a share was answered; cases are lengths, and whether a reply ended them."""
    waiting = 1.0
    for length in sorted({length for length, is_whole in cases if is_whole}):
        at_risk = sum(one >= length for one, _ in cases)
        ended = sum(one == length and is_whole for one, is_whole in cases)
        waiting *= (at_risk - ended) / at_risk
        if waiting <= 1 - share + 1e-9:
            return length
    return None


def handoffs(conversation: Conversation, judged: Mapping[str, Judgement]) -> list[Tweet]:
    """Give the replies that send the customer elsewhere."""
    return [reply for reply in conversation.counted if judged[reply.id].is_handoff]


def came_back(conversation: Conversation, judged: Mapping[str, Judgement]) -> str:
    """Say what was seen after the last hand-off: `satisfied`, `angry` or `quiet`."""
    last = handoffs(conversation, judged)[-1]
    later = [post for post in conversation.posts if post.at > last.at and post.id in conversation.spoken_to]
    if any(_settles(post, conversation, judged) for post in later):
        return "satisfied"
    return "angry" if any(judged[post.id].goes_on for post in later) else "quiet"


def _settles(post: Tweet, conversation: Conversation, judged: Mapping[str, Judgement]) -> bool:
    words = judged[post.id]
    if words.goes_on:
        return False
    last = judged[[reply for reply in conversation.counted if reply.at <= post.at][-1].id]
    is_praise = words.closing == "none" and words.kind == "praise"
    return (
        words.closing == "satisfied"
        or (is_praise and conversation.kind in ("complaint", "question"))
        or (words.closing == "thanks" and not (last.is_handoff or last.is_promise))
    )
