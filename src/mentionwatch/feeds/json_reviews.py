"""Review sites as mappings: each review carries the brand's reply, or shows none at all.

https://developers.google.com/my-business/reference/rest/v4/accounts.locations.reviews
https://developers.google.com/android-publisher/api-ref/rest/v3/reviews
https://docs.developer.yelp.com/reference/v3_business_reviews
https://developers.trustpilot.com/business-units-api-(public)
"""

from __future__ import annotations

from typing import Any

_GOOGLE_LIMIT = {
    "status": 403,
    "path": "error.errors.*.reason",
    "words": ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"],
}

GOOGLE_BUSINESS: dict[str, Any] = {
    "needs": {"locations": "[accounts/1/locations/2]"},
    "base": "https://mybusiness.googleapis.com",
    "auth": "oauth2_refresh",
    "refresh_url": "https://oauth2.googleapis.com/token",
    "limits": [_GOOGLE_LIMIT],
    "scope": "",
    "streams": {
        "reviews": {
            "url": "/v4/{locations}/reviews",
            "params": {"pageSize": 50, "orderBy": "updateTime desc"},
            "items": "reviews",
            "may_lack": True,
            "next": {"cursor": "nextPageToken", "param": "pageToken"},
        },
    },
    "post": {
        "id": "name",
        "author": 'reviewer.displayName | "A Google user"',
        "author_id": "name",  # names are not unique, and nobody reviews a place twice
        "text": "comment",
        "rating": "starRating",
        "created_at": "createTime",
        "edited_at": "updateTime",
        "location": "stream.locations",
        "reply": {"text": "reviewReply.comment", "created_at": "reviewReply.updateTime"},
    },
    # A translation stands before the original, or behind it.
    "cut": [r"\A\(Translated by Google\)[\s\S]*?\(Original\)\s*", r"\s*\(Translated by Google\)[\s\S]*\Z"],
}

GOOGLE_PLAY: dict[str, Any] = {
    "needs": {"package": "com.example.app"},
    "base": "https://androidpublisher.googleapis.com",
    "auth": "google_service_account",
    "scopes": "https://www.googleapis.com/auth/androidpublisher",
    "refresh_url": "https://oauth2.googleapis.com/token",
    "limits": [_GOOGLE_LIMIT],
    "scope": "",
    "reach_days": 7,
    "streams": {
        "reviews": {
            "url": "/androidpublisher/v3/applications/{package}/reviews",
            "params": {"maxResults": 100},
            "items": "reviews",
            "may_lack": True,
            "next": {"cursor": "tokenPagination.nextPageToken", "param": "token"},
        },
    },
    "post": {
        "id": "{stream.package}/{reviewId}",
        "author": 'authorName | "A Google user"',
        "author_id": "{stream.package}/{reviewId}",
        "text": "comments.*.userComment.text",
        "rating": "comments.*.userComment.starRating",
        "lang": "comments.*.userComment.reviewerLanguage",
        "likes": "comments.*.userComment.thumbsUpCount",
        "created_at": "comments.*.userComment.lastModified.seconds",
        "reply": {
            "text": "comments.*.developerComment.text",
            "created_at": "comments.*.developerComment.lastModified.seconds",
        },
    },
}

YELP: dict[str, Any] = {
    "needs": {"business": "acme-air-berlin"},
    "base": "https://api.yelp.com",
    "auth": "token",
    "scope": "",
    "calls_a_day": 300,
    "streams": {
        "inbox": {
            "url": "/v3/businesses/{business}/reviews",
            "params": {"sort_by": "newest"},
            "items": "reviews",
            "window": 3,
        },
    },
    "post": {
        "id": "id",
        "author": "user.name",
        "author_id": "user.id",
        "author_url": "user.profile_url",
        "text": "text",
        "rating": "rating",
        "created_at": "time_created",
        "estimated": True,
        "url": "url",
        "location": "stream.business",
    },
}

TRUSTPILOT: dict[str, Any] = {
    "needs": {"business_unit": "46d6a890000064000500e0c3"},
    "base": "https://api.trustpilot.com",
    "auth": "token",
    "headers": {"apikey": "{token}"},
    "scope": "",
    "streams": {
        "reviews": {
            "url": "/v1/business-units/{business_unit}/reviews",
            "params": {"perPage": 100, "orderBy": "createdat.desc"},
            "items": "reviews",
            "next": {"page": "page", "size": 100},
        },
    },
    "post": {
        "id": "id",
        "author": 'consumer.displayName | "A consumer"',
        "author_id": "consumer.id | id",
        "text": ["title", "text"],
        "rating": "stars",
        "lang": "language",
        "likes": "numberOfLikes",
        "created_at": "createdAt",
        "edited_at": "updatedAt",
        "reply": {"text": "companyReply.text", "created_at": "companyReply.createdAt"},
    },
}
