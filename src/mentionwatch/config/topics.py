"""What a post can be about: the topics that are known without configuration, and what a user adds to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from mentionwatch.config.values import Refusal

DEFAULTS: Mapping[str, str] = {
    "delivery": """
        deliver*, redeliver*, undelivered, parcel*, package, packages, courier*, shipping, shipped, shipment*,
        dispatch*, tracking, tracker, rider, riders, out for delivery, left outside, with a neighbour,
        with my neighbour, lost in the post, in transit, never arrived, not arrived, hasn't arrived, haven't arrived,
        didn't arrive, not received, never received, haven't received, didn't receive, yet to receive, never turned up,
        not turned up, never came, where is my order, where's my order, my order, luggage, baggage, suitcase*, carousel,
        my bag, my bags, our bag, our bags, his bag, her bag, the bag, the bags, checked bag*, check bags, lost bag*,
        missing bag*, lost my bag*
    """,
    "waiting time": """
        wait, waiting, waited, waits, queue*, queuing, delay*, overdue, late, unanswered, ignored, ignoring, tarmac,
        runway, hrs, mins, min, minutes, hour, line up, long line*, on hold, hold time*, hold music, slow service,
        slow response, slow to respond, so slow, too slow, takes forever, took forever, taking forever, for ages,
        taking ages, takes ages, took ages, for hours, hours ago, hours later, hours late, hours now, hours on,
        hours of, hours and, hours before, hours after, hours to, hours in, hours for, many hours, several hours,
        2 hours, 3 hours, 4 hours, 5 hours, 6 hours, 7 hours, 8 hours, 9 hours, 10 hours, 12 hours, 24 hours, 36 hours,
        48 hours, 72 hours, two hours, three hours, four hours, five hours, six hours, for days, days later, days now,
        days ago, days and, few days, several days, 2 days, 3 days, 4 days, 5 days, 6 days, 7 days, 8 days, 9 days,
        10 days, two days, three days, four days, five days, for weeks, weeks later, weeks now, weeks ago, 2 weeks,
        3 weeks, 4 weeks, 5 weeks, 6 weeks, two weeks, three weeks, four weeks, for months, months later, months now,
        months ago, over a week, over a month, how long, how much longer, too long, so long, on time, any update*,
        no update*, no response*, no reply, not replied, never replied, haven't replied, not responded, never responded,
        haven't responded, not responding, please respond, no answer, not answering, answer the phone,
        answer your phone*, answers the phone, nobody answers, no one answers, picks up, get through, getting through,
        got through, call volume*, busy signal, no word, call back, called back, calls back, heard nothing,
        haven't heard, not heard, get back to me, got back to me, getting back to, respond to, reply to, response time*,
        response to, standing around, sitting here, sitting on, still sitting, been sitting, been stuck, stuck at,
        stuck in, stuck on, stuck here, still stuck, still no, still not, still haven't, still hasn't, still nothing,
        missed connection*, missed my connection, miss my connection, missed flight*, missed my flight, miss my flight,
        missing my flight
    """,
    "staff": """
        staff, staffed, understaffed, employee*, agent, agents, rep, reps, representative*, advisor*, adviser*,
        assistants, manager*, management, supervisor*, cashier*, waiter*, waitress*, barista*, clerk*, technician*,
        engineer*, driver*, crew*, attendant*, steward*, pilot*, personnel, rude, rudely, rudeness, unhelpful, impolite,
        attitude*, incompetent, incompetence, unprofessional, helpdesk, customerservice, hotline, lied, lying,
        nothelpful, shop assistant, hung up, hang up, hangs up, hanging up, call centre*, call center*,
        customer service*, cust service, customer svc, customer care, customer support, customer relations, after sales,
        aftersales, support team, your support, tech support, service desk, help desk, your people, your guys,
        your team, the man at, the woman at, the lady at, the guy at, spoke to, spoke with, speak to, speak with,
        talk to, talk with, talked to, told me, telling me, a human, real person, real people, actual person,
        live person, human being, call handler*, worst service, terrible service, horrible service, awful service,
        bad service, poor service, lousy service, appalling service, shocking service, great service, good service,
        excellent service, amazing service, best service, service sucks, lack of service, no service from, helpful,
        courteous, unfriendly, polite
    """,
    "product": """
        faulty, fault, faults, defect*, broke, broken, breaks, breaking, damage*, cracked, torn, ripped, scratched,
        stained, leaking, leaks, rotten, mouldy, moldy, stale, undercooked, overcooked, quality, replacement*, warranty,
        malfunction*, battery, batteries, dirty, filthy, disgusting, smell*, taste*, tasted, unsafe, uncomfortable,
        outage*, disconnect*, wifi, broadband, internet, signal, seat, seats, legroom, food, meal, meals, repair*, fix,
        fixed, fixing, sizing, unavailable, inedible, burnt, raw, allerg*, drinks, out of date, past its date,
        cheaply made, fell apart, falling apart, fallen apart, falls apart, worn out, stopped working, stops working,
        stop working, doesn't work, don't work, didn't work, not work, not working, no longer works, never works,
        won't work, won't turn on, won't charge, isn't working, aren't working, wasn't working, is missing, are missing,
        was missing, were missing, was cold, arrived cold, stone cold, wrong size*, wrong item*, wrong colour,
        wrong color, wrong order, wrong product, missing item*, missing part*, missing piece*, out of stock, sold out,
        not available, in stock, no signal, no service, no coverage, wi fi, mechanical issue*, poor performance,
        sound quality, power cut, no power, no hot water, overheat*, turns off, turned off
    """,
    "price": """
        price*, pricing, overpriced, pricey, expensive, cost, costs, costing, fee, fees, charge, charged, charges,
        charging, overcharg*, surcharge*, bill, bills, billed, billing, invoice*, payment*, pay, paid, paying, debit,
        debited, refund*, money, discount*, coupon*, voucher*, promo, promotion*, subscription*, ripoff, fare, fares,
        tariff*, overdraft, dollars, euros, bucks, quid, cents, pence, receipt*, rip off, ripped off, price match,
        interest rate*, credit card*, debit card*, gift card*, my card, bank account, rate increase, on sale,
        sale price, travel credit, flight credit
    """,
    "app": """
        app, apps, website*, webpage*, online, site, login, password*, error, errors, bug, bugs, buggy, glitch*, crash*,
        freez*, frozen, page, checkout, checkin, portal, servers, software, firmware, ios, android, browser*, upload*,
        download*, install*, uninstall*, reinstall*, reset, interface, notification*, notify, system, systems,
        dashboard, sync*, hacked, username, log, logged, logging, web site, web page, log in, log on, logged out,
        log into, sign in, signing in, signed in, sign up, signed out, my account, our account, this account,
        account locked, account suspended, account closed, account hacked, locked out, error message*, broken link*,
        dead link*, link doesn't, check in, server error, server down, server is, latest update, new update,
        last update, the update, latest version, new version, blank screen, black screen, white screen, won't load,
        not loading, doesn't load, won't open, not opening, won't let me, try to book, trying to book, tried to book,
        can't book, cannot book, unable to book, book a, two factor, verification code*
    """,
    "policy": """
        policy, policies, rule, rules, returns, returned, returning, exchange*, cancel*, refus*, rebook*, compensat*,
        reimburs*, entitled, eligible, contract*, privacy, gdpr, illegal, misleading, overbook*, oversold, overbooked,
        your terms, terms and conditions, return it, return this, return the, return my, to return, return label*,
        return policy, return an item, not allowed, not allow, won't let, wouldn't let, change fee*, flight change*,
        change my flight, change flights, a claim, my claim, claim form*, false advert*, no exceptions, won't accept,
        not accept, not honor*, not honour*, won't honor, won't honour, opt out, bumped off, bumped from, got bumped,
        been bumped, on standby
    """,
}
"""Words and phrases by topic, in the order in which posts name them. A `*` at the end of a word is any ending."""

NO_TOPIC = "no topic named"
"""What counts the complaints without a topic; no topic can be named so."""
_NO_LETTERS = re.compile(r"[\W_]+")


def topic_names(added: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Name the topics there are: those known without configuration, but for what is switched off, then the user's."""
    return tuple(name for name in dict.fromkeys((*DEFAULTS, *added)) if added.get(name) != ())


def all_topics(added: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Give all words by topic: those known without configuration, and those that a user adds."""
    return {name: (*_usual_words(name), *added.get(name, ())) for name in topic_names(added)}


def _usual_words(name: str) -> tuple[str, ...]:
    return tuple(" ".join(entry.split()) for entry in DEFAULTS.get(name, "").split(",") if entry.strip())


def figure_of(topic: str) -> str:
    """Name the figure that counts a topic."""
    return "topic_" + _NO_LETTERS.sub("_", topic.casefold()).strip("_")


def check_topics(added: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Give a user's topics back if each can be used. Raises Refusal."""
    names = {figure_of(name): name for name in (*DEFAULTS, NO_TOPIC)}
    for name, entries in added.items():
        if not _NO_LETTERS.sub("", name):
            raise Refusal("a topic has no name", hint="give it a name", at=(name,))
        if ";" in name:
            hint = "leave it out: files put it between topics"
            raise Refusal(f"the name of the topic `{name}` holds a ;", hint=hint, at=(name,))
        same = names.setdefault(figure_of(name), name)
        if same != name:
            raise Refusal(f"there is a topic `{same}` already", hint=f"did you mean `{same}`?", at=(name,))
        if not entries and name not in DEFAULTS:
            raise Refusal(f"there is no topic `{name}` to switch off", hint=_near_topic(name), at=(name,))
        for index, entry in enumerate(entries):
            _check_entry(entry, name, index)
    return added


def _near_topic(name: str) -> str:
    near = get_close_matches(name.casefold(), DEFAULTS, n=1)
    return f"did you mean `{near[0]}`?" if near else "give it words, or leave it out; known: " + ", ".join(DEFAULTS)


def _check_entry(entry: str, *at: str | int) -> None:
    parts = entry.split()
    if not parts or not all(any(char.isalnum() for char in part) for part in parts):
        raise Refusal(f"{entry[:40]!r} is no word or phrase", hint="write one such as courier or deliver*", at=at)
    if any(part.startswith("@") or "://" in part for part in parts):
        raise Refusal(f"{entry[:40]!r}: posts are read without @names and links", hint="write a word", at=at)
    if any("*" in part[:-1] for part in parts):
        raise Refusal(f"{entry[:40]!r} has a * that ends no word", hint="write one such as deliver*", at=at)
