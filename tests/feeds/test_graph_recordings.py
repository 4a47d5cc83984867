"""The feeds of Facebook and Instagram read what Meta's servers answered."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from contract import NOW
from test_recordings import found_in, needs_recordings

from mentionwatch.feeds import FeedSpec, facebook_post, instagram_post
from mentionwatch.feeds.shape import Unreadable


@needs_recordings
def test_every_recorded_facebook_item_is_read_or_counted() -> None:
    """Each recorded post and comment is read, or says what it lacks: those asked for without their ids."""
    reader = facebook_post.Reader(FeedSpec(name="f", network="facebook", brand="B"), NOW, {"20531316728": "Facebook"})
    above = facebook_post.Above("20531316728_1", True)
    counts: Counter[str] = Counter()
    for item in found_in("facebook", {"created_time", "message"}):
        try:
            post = reader.read_comment(item, above) if "comment_count" in item else reader.read_post(item)
        except Unreadable as reason:
            counts[str(reason)] += 1
            assert "id" not in item
            continue
        counts["read"] += 1
        assert post.created_at == datetime.fromisoformat(item["created_time"])
        assert post.text == item["message"]
    assert counts["read"] >= 15
    assert counts.keys() <= {"read", "no id"}
    print(dict(counts))


@needs_recordings
def test_every_recorded_instagram_item_is_read() -> None:
    """Each recorded media, comment and reply is read; one without a user name is nobody's."""
    reader = instagram_post.Reader(FeedSpec(name="f", network="instagram", brand="B"), NOW, {"ikroskun"})
    above = instagram_post.Above(("1",), True)
    comments = found_in("instagram", {"id", "text", "timestamp"})
    media = [item for item in found_in("instagram", {"id", "timestamp", "media_type"}) if "text" not in item]
    assert (len(comments), len(media)) == (7, 10)
    posts = [reader.read_comments(item, above)[0] for item in comments] + [reader.read_media(item) for item in media]
    for item, post in zip([*comments, *media], posts, strict=True):
        assert post.created_at == datetime.fromisoformat(item["timestamp"])
        assert post.text == item.get("text", item.get("caption", ""))
        assert post.account.handle == item.get("username", "unknown")
        assert bool(post.from_brand) == (item.get("username") == "ikroskun")
