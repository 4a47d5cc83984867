"""Forums as mappings: Discourse and Stack Exchange.

https://docs.discourse.org https://api.stackexchange.com/docs
"""

from __future__ import annotations

from typing import Any

_USER_ACTIONS = {"url": "/user_actions.json", "items": "user_actions", "next": {"offset": "offset", "size": 30}}
_ACTION = {"text": "excerpt", "skip": "action_code", "deleted": "deleted"}

DISCOURSE: dict[str, Any] = {
    "needs": {"server": "forum.example.com"},
    "may_have": ("token", "username"),
    "base": "{server}",
    "headers": {"Api-Key": "{token}", "Api-Username": "{username}"},
    "streams": {
        "outbox": _USER_ACTIONS
        | {
            "params": {"username": "{account}", "filter": "4,5"},
            "holds": "outbox",
            "follow": True,
            "post": _ACTION,
        },
        "search": {
            "url": "/search.json",
            "params": {"q": '"{term}" order:latest'},
            "items": "posts",
            "may_lack": True,
            "next": {"page": "page", "more": "grouped_search_result.more_full_page_results"},
            "follow": True,
            "post": {"text": "blurb"},
        },
    },
    "thread": {"url": "/t/{id}.json", "items": "post_stream.posts", "tells_gone": True},
    "post": {
        "id": "{topic_id}/{post_number}",
        "author": "username",
        "author_name": "name",
        "text": "cooked",
        "html": True,
        "created_at": "created_at",
        "in_reply_to": "{topic_id}/{reply_to_post_number} | {topic_id}/1",
        "thread": "{topic_id}/1",
        "addressee": "reply_to_user.username",
        "url": "{stream.base}/t/{topic_id}/{post_number}",
        "likes": "like_count",
        "replies": "reply_count",
        "deleted": "deleted_at | user_deleted",
        "skip": "action_code",
    },
    "variants": {
        "username": {
            "streams": {
                "inbox": _USER_ACTIONS
                | {"params": {"username": "{username}", "filter": "6,7,9"}, "follow": True, "post": _ACTION},
            },
        },
        "own": {
            "streams": {
                "outbox": None,
                "search": None,
                "inbox": None,
                "posts": {
                    "url": "/posts.json",
                    "items": "latest_posts",
                    "holds": "both",
                    "next": {"last": "id", "param": "before"},
                },
            },
            "post": {"from_brand": "staff"},
        },
    },
}

_NEWEST = {"order": "desc", "sort": "creation", "filter": "withbody", "pagesize": 100}
_ITEMS = {"items": "items", "next": {"page": "page", "more": "has_more"}, "since": {"param": "fromdate"}}
_QUESTION = {"id": "question_id", "text": ["title", "body"], "replies": "answer_count"}
_COMMENT = {"id": "c{comment_id}", "in_reply_to": "post_id", "addressee": "reply_to_user.user_id"}

STACK_EXCHANGE: dict[str, Any] = {
    "needs": {"site": "askubuntu"},
    "may_have": ("key", "tags"),
    "base": "https://api.stackexchange.com/2.3",
    "params": {"site": "{site}", "key": "{key}"},
    "scope": "{site}",
    "backoff": "backoff",
    "limits": [{"status": 400, "path": "error_name", "words": ["throttle_violation"], "told_at": "error_message"}],
    "streams": {
        "inbox": _ITEMS | {"url": "/users/{account}/mentioned", "params": _NEWEST, "address": "to", "post": _COMMENT},
        "answers": _ITEMS
        | {
            "url": "/users/{account}/answers",
            "params": _NEWEST,
            "holds": "outbox",
            "post": {"id": "answer_id", "in_reply_to": "question_id"},
        },
        "comments": _ITEMS
        | {"url": "/users/{account}/comments", "params": _NEWEST, "holds": "outbox", "post": _COMMENT},
        "search": _ITEMS | {"url": "/search/advanced", "params": {**_NEWEST, "q": "{term}"}, "post": _QUESTION},
    },
    "post": {
        "id": "question_id",
        "author": "owner.display_name",
        "author_id": "owner.user_id | owner.display_name",
        "author_url": "owner.link",
        "text": "body",
        "html": True,
        "created_at": "creation_date",
        "edited_at": "last_edit_date",
        "likes": "score",
        "url": "link",
    },
    "variants": {
        "tags": {
            "streams": {
                "tagged": _ITEMS
                | {
                    "url": "/questions",
                    "params": {**_NEWEST, "tagged": "{tags}"},
                    "address": "about",
                    "post": _QUESTION,
                },
            },
        },
    },
}
