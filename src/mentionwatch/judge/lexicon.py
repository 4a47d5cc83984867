"""The word lists: what a customer's words speak of. Each cue has a plain name, used in the reasons."""

from __future__ import annotations

from mentionwatch.judge.cues import Cue, Tone
from mentionwatch.judge.ill_words import ILL_CUES

CUES = (
    *ILL_CUES,
    Cue(
        "sarcasm",
        "is praise turned round",
        Tone.PLAIN,
        "nice going, nice try, slow clap, oh great, oh good, oh joy, gee thanks, thanks a bunch, no thanks to, just "
        "great, just what i needed, just wonderful, just perfect, just fantastic, just brilliant, just lovely, yeah "
        "right, must be nice, some service, feel the love, thanks for nothing, thank you for nothing",
    ),
    Cue(
        "thanks",
        "says thanks",
        Tone.GOOD,
        "thanks, thank you, thank u, thankyou, thx, thnx, thanx, thks, tks, ty, tysm, tyvm, cheers, ta, much "
        "appreciated, many thanks, appreciate, appreciated, appreciates, appreciate it, grateful, thankful, thank, "
        "gracias, merci, cheers guys, can't thank you enough, cannot thank you enough",
    ),
    Cue(
        "delight",
        "is warm praise",
        Tone.GOOD,
        "love, loved, loves, loving, lovin, luv, amazing, amazed, awesome, awesomeness, excellent, fantastic, "
        "wonderful, wonderfully, perfect, perfectly, perfection, brilliant, impressed, impressive, superb, "
        "outstanding, exceptional, phenomenal, incredible, fabulous, fab, terrific, delighted, thrilled, best, the "
        "best, favorite, favourite, fave, kudos, shout out, shoutout, props, hats off, bravo, congrats, "
        "congratulations, well done, good job, great job, nice job, nice work, good work, great work, great service, "
        "great customer service, great experience, great flight, excellent service, good service, awesome service, "
        "amazing service, best service, first class service, above and beyond, made my day, made our day, you rock, "
        "you guys rock, rocks, rock, rockstar, rock star, rockstars, legend, legends, lifesaver, life saver, saved "
        "my, highly recommend, would recommend, definitely recommend, thumbs up, keep it up, keep up, on point, top "
        "notch, second to none, five stars, 5 stars, a pleasure, blown away, never disappoints, never disappoint, "
        "couldn't be happier, couldn't be better, could not be happier, can't wait, cant wait, cannot wait, excited, "
        "exciting, yay, woohoo, woo hoo, woot, hooray, wow, yum, delicious, tasty, beautiful, gorgeous, stunning, "
        "sweet, blessed, happiest, so happy, very happy, really happy, restored my faith, a big thank you, huge "
        "thank you, huge thanks, big thanks, special thanks, much love, never been happier, can't recommend enough, "
        "cannot recommend enough, could have been worse, could be worse, couldn't ask for, customer for life, hero, "
        "heroes, restores your "
        "faith, can't fault, couldn't fault, cannot fault, never disappointed, never let me down, nothing was too "
        "much trouble, nothing is too much trouble, couldn't recommend more, couldn't recommend them more, couldn't "
        "recommend you more, not "
        "bad, couldn't have been kinder, yummy, life saving, a treat, spot on, smashing",
    ),
    Cue(
        "liking",
        "is friendly",
        Tone.GOOD,
        "great, good, nice, nicely, cool, happy, glad, pleased, pleasant, pleasantly, helpful, friendly, kind, "
        "enjoy, enjoyed, enjoying, enjoyable, fun, easy, easier, fast, quick, quickly, smooth, smoothly, "
        "comfortable, comfy, clean, polite, courteous, professional, attentive, caring, recommend, satisfied, liked, "
        "proud, lovely, solid, classy, class act, worked, works great, works well, works perfectly, works now, "
        "working now, all good, no problem, no problems, no worries, no issues, looking forward, look forward, "
        "impressively, genius, smart, handy, useful, neat, fresh, stylish, responsive, quick response, quick reply, "
        "fast response, prompt, promptly, win win, easy to use, so easy, much better, a lot better, great to, so "
        "much better, loving it",
    ),
    Cue(
        "plain",
        "is said of anything",
        Tone.PLAIN,
        "good morning, good afternoon, good evening, good day, good night, good luck, good idea, good bye, good to "
        "know, good point, good question, good news, happy birthday, happy new year, happy christmas, happy "
        "holidays, happy monday, happy friday, happy thanksgiving, happy to, kind of, kinds of, kind regards, best "
        "regards, best wishes, best buy, at best, the best way, best way, what's the best, what is the best, best "
        "time, best option, as good as, be good, so far so good, my best, your best, their best, her best, his best, "
        "do better, feel better, switched to you, i switched to you, down the, down to, down there, sit down, calm "
        "down, slow down, never mind, no idea, no matter, no doubt, why not, would love, would like, i'd love, i'd "
        "like, nice to meet, not only, thank god, thank goodness, thanks giving, love to, fast forward, fast food, "
        "easy jet, fun fact",
    ),
    Cue(
        "asking",
        "asks for something",
        Tone.PLAIN,
        "how do i, how do we, how can we, how to, how does, how much, how many, how would, how will, what is, "
        "what's, whats, what are, what time, what do i, what does, what should, when is, when are, when will, when "
        "do, when does, when's, where is, where are, where can, where do, which, who do, who can, who is, is there, "
        "are there, is it, is this, is the, are the, are you, are your, will you, will there, will the, will it, do "
        "you, does the, does it, does this, do i, do we, did you, can i, can we, can you, could you, can u, could i, "
        "would you, would it, should i, any idea, any ideas, any chance, any plans, any way, anyway to, anyone know, "
        "does anyone, anybody know, has anyone, wondering, wonder if, i have a question, quick question, question, "
        "please advise, pls advise, let me know, please confirm, is anyone, may i, possible to, is it possible, can "
        "someone, could someone, can anyone, do u, have you, what about, how about, tell me, when u, when you, when "
        "does, how do, how come, who would, who should, whats wrong, what's wrong, what's happening, what's up with",
    ),
    Cue(
        "details",
        "gives details",
        Tone.PLAIN,
        "order number is, my order number, order no is, order id is, case number is, my case number, reference number "
        "is, reference is, tracking number is, booking reference is, my booking reference, confirmation number is, my "
        "email is, my number is, my phone number is, my name is, my postcode is, my zip code is, my username is, my "
        "account number is, account number is, the address is, my address is, model number is, serial number is, under "
        "the name",
    ),
    Cue(
        "request",
        "asks for something to be done",
        Tone.PLAIN,
        "i need some, i need to speak, i need to talk, i need to get, i need info, i need infos, i need information, "
        "get in contact, get in touch, i would like to, i'd like to, would like to know, kindly help, please make, "
        "please update, please reach out, please send, please add, please bring, please stop, please change, can you "
        "please, could you please, give me, give us, name correction",
    ),
)


def words_of(text: str) -> frozenset[str]:
    """Read a list of words parted by spaces."""
    return frozenset(text.split())


def _phrases() -> dict[str, Cue]:
    found: dict[str, Cue] = {}
    for cue in CUES:
        for phrase in cue.phrases.split(","):
            found.setdefault(" ".join(phrase.split()), cue)
    return found


BY_PHRASE = _phrases()
LENGTHS: dict[str, dict[str, tuple[int, ...]]] = {}
"""How many words the phrases have that begin with a word, by their second word, the longest first."""
for _phrase in sorted(BY_PHRASE, key=lambda phrase: -len(phrase.split())):
    _first, *_others = _phrase.split()
    _by_second = LENGTHS.setdefault(_first, {})
    if _others:
        _known = _by_second.get(_others[0], ())
        _by_second[_others[0]] = tuple(dict.fromkeys((*_known, 1 + len(_others))))

NEGATIONS = words_of(
    "not no never isn't isnt wasn't wasnt aren't arent weren't don't dont didn't didnt doesn't doesnt won't "
    "wont can't cant cannot couldn't couldnt wouldn't wouldnt ain't nothing hardly barely without nor neither "
    "zero less hasn't haven't"
)
BETWEEN = words_of(
    "greatly terribly hugely overly a an the any so too very really that all even been be at more much such of "
    "my your as exactly feeling "
    "particularly entirely completely totally overly quite especially actually being have had having"
)
"""Words that may stand between a negation and what it denies ("not a very good")."""
