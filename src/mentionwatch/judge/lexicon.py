"""The word lists: what a customer's words speak of. Each cue has a plain name, used in the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """Whether words speak well or ill, which says what a `not` before them does."""

    GOOD = 1
    BAD = 2
    PLAIN = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say the same: `phrases` parted by commas, case folded, whole words."""

    key: str
    says: str
    tone: Tone
    phrases: str


CUES = (
    # ill
    Cue(
        "waiting",
        "speaks of waiting",
        Tone.PLAIN,
        "still waiting, been waiting, waiting for, waited, waiting on, waiting since, wait for, wait time, wait times, "
        "long wait, waiting, hours later, days later, weeks later, months later, on hold, hold for, how much longer, "
        "how long, how many more, still no, still not, still haven't, still hasn't, still havent, still hasnt, "
        "still have not, still has not, still don't, still dont, still doesn't, still doesnt, still can't, still cant, "
        "still nothing, still isn't, still isnt, yet to, for ages, taking forever, take forever, takes forever, "
        "taking so long, takes so long, too long, so long, eta, for hours, for days, for weeks, for months, all day, "
        "since yesterday, since last, since morning, overdue, by now, long overdue, any update, any updates, "
        "any news, keep waiting, kept waiting, hung up, hold times, forever",
    ),
    Cue(
        "unanswered",
        "speaks of getting no answer",
        Tone.PLAIN,
        "no reply, no response, no answer, no answers, no one answers, nobody answers, no one replies, "
        "no one responds, "
        "no one is responding, nobody replies, never replied, never heard back, never heard, haven't heard, "
        "havent heard, hasn't replied, haven't replied, didn't reply, not replied, not heard, not responding, "
        "not responded, doesn't reply, don't reply, not answering, not answered, ignored, ignoring, ignore, ignores, "
        "no communication, no update, no updates, no info, no information, no explanation, no apology, "
        "not even an apology, no help, no one can help, no one helps, nobody helps, no one to, no one is, no one has, "
        "nobody has, nobody is, no one will, no call back, no callback, not returned, reply to my, reply to me, "
        "answer my, answer your, respond to my, respond to me, get back to me, check your dm, check dm, check my dm, "
        "nobody at, no resolution, no solution, no luck, nothing has been done, nothing done, not resolved, "
        "not been resolved, unresolved, unanswered, can't get through, cant get through, not able to get through, "
        "unable to reach, can't reach, no customer service, no support, no success, to no avail",
    ),
    Cue(
        "failure",
        "says that something fails",
        Tone.BAD,
        "broken, broke, breaks, breaking, crash, crashed, crashes, crashing, freezes, freezing, frozen, froze, glitch, "
        "glitches, glitchy, glitching, bug, bugs, buggy, error, errors, faulty, defective, defect, damaged, damage, "
        "stuck, down, outage, outages, fail, fails, failed, failing, failure, malfunction, malfunctioning, offline, "
        "disconnects, disconnecting, disconnected, disconnect, dropped, dropping, drops, keeps dropping, shuts down, "
        "shutting down, shut down, turns off, lag, lagging, laggy, slow, slower, drains, draining, overheating, "
        "overheats, leak, leaking, leaks, ripped, torn, cracked, crack, corrupt, corrupted, blank screen, "
        "black screen, dead, died, dies, doa, hacked, locked out, blocked, unusable, flickering, interference, "
        "unavailable, inaccessible, kicked out, keeps saying, keep getting, keeps telling, keeps asking, "
        "stopped working, stops working, quit working, went down, goes down, not working, not work, no longer works, "
        "out of order, messed up, screwed up, screwed, messed, screw up, fell apart, falling apart, fallen apart, "
        "endless loop, no signal, no service, no internet, no power, no wifi, without power, without internet, "
        "without service, power outage, no connection, no sound, no hot water, no heat, no water",
    ),
    Cue(
        "trouble",
        "speaks of a problem",
        Tone.BAD,
        "issue, issues, problem, problems, trouble, troubles, wrong, incorrect, incorrectly, mistake, mistakes, "
        "missing, "
        "lost, stolen, misplaced, difficulty, difficulties, inconvenience, inconvenienced, hassle, complaint, "
        "complaints, complain, complaining, complained, concern, warning, confused, confusing, struggling, "
        "having to, had to, forced to, supposed to, was told, were told, been told, told me, told us, i was promised, "
        "promised, claimed, claims, what happened, what's happening, whats happening, what is happening, "
        "what's going on, whats going on, what is going on, what's wrong, whats wrong, what's up with, whats up with, "
        "what is up with, what's the deal, whats the deal, what gives, "
        "refused, refuses, refuse, denied, declined, rejected, unable, invalid, expired, "
        "unauthorized, unauthorised, without my consent, without permission, unsafe, dangerous, spam, spamming, "
        "out of stock, sold out, misdirected, wrong item, wrong size, wrong address, wrong order, mix up, mixup",
    ),
    Cue(
        "late",
        "speaks of lateness",
        Tone.BAD,
        "late, later than, delay, delayed, delays, delaying, postponed, stranded, overbooked, oversold, bumped, "
        "missed connection, missed my connection, miss my connection, missed our connection, missed my flight, "
        "miss my flight, missed flight, missed, misconnect, rescheduled, diverted, grounded, tarmac, runway, "
        "sitting on, sat on, stuck on, stuck in, stuck at, never arrived, never came, never showed, never turned up, "
        "never got, never received, never delivered, never appeared, never shows, no show, not arrived, not received, "
        "not delivered, not yet received, haven't received, havent received, hasn't arrived, hasnt arrived, "
        "didn't arrive, didnt arrive, didn't receive, didnt receive, hasn't been delivered, not been delivered, "
        "not showed up, didn't show up, didn't turn up, not turned up, where is my, where's my, wheres my, "
        "where are my, where is our, where's the, undelivered, past the, was due, were due, should have been, "
        "should have arrived, supposed to be, lost luggage, lost bag, lost bags, lost my, lost our, lost baggage, "
        "my luggage, my bag, my bags, our luggage, our bags, baggage, cancelled, canceled, cancellation, "
        "cancellations, cancelling, canceling",
    ),
    Cue(
        "money",
        "speaks of money owed or wasted",
        Tone.PLAIN,
        "refund, refunded, refunds, my money, money back, overcharged, over charged, overcharge, double charged, "
        "charged twice, charged me, charging me, charged, charging, rip off, ripoff, rip offs, ripped off, scam, "
        "scams, scammed, scamming, scammers, fraud, fraudulent, compensation, compensate, compensated, reimburse, "
        "reimbursed, reimbursement, expensive, overpriced, pricey, waste of money, waste of time, wasted, wasting, "
        "waste, i paid, we paid, have paid, paid for, paying for, pay for, cost me, costs me, billed, my bill, fee, "
        "fees, debited, deducted, voucher, vouchers, stole, steal, stealing, robbery, theft, robbed, cheated, "
        "cheating, cheat, cheats, conned, con, money grab, price increase, price hike, price gouging, gouging, owe, "
        "owed, owes, credit back, no refund",
    ),
    Cue(
        "contempt",
        "is a harsh judgement",
        Tone.BAD,
        "worst, worse, terrible, terribly, horrible, horribly, horrid, awful, appalling, appalled, disgusting, "
        "disgusted, disgrace, disgraceful, pathetic, ridiculous, ridiculously, unacceptable, not acceptable, useless, "
        "rubbish, garbage, trash, crap, crappy, shit, shitty, shite, bullshit, bs, joke, a joke, shambles, "
        "shambolic, atrocious, dreadful, abysmal, horrendous, horrific, incompetent, incompetence, inept, sucks, suck, "
        "sucked, sucky, hate, hates, hated, hating, rude, rudest, rudeness, lousy, worthless, shocking, shame, "
        "shameful, unprofessional, misleading, misled, lied, lies, lying, liar, liars, dishonest, unreliable, "
        "nightmare, inexcusable, absurd, fiasco, farce, diabolical, crooks, thieves, criminal, greedy, evil, "
        "outrageous, outrage, insulting, insult, disrespectful, discrimination, clueless, unhelpful, "
        "not helpful, no use, of no use, stupid, dumb, idiotic, moronic, insane, unbelievable, unreal, "
        "laughable, mediocre, subpar, third rate, low grade, the pits, poorest, weak, lame, bogus, bloody, "
        "f'ing, fuck, fucking, fucked, fuckin, fking, effing, damn, dammit, damned, goddamn, hell, wtf, wth, ffs, "
        "piss, pissed, pissing, pisses, screw you, suckage, blows, stinks, stink, stinky",
    ),
    Cue(
        "dismay",
        "speaks of disappointment or anger",
        Tone.BAD,
        "disappointed, disappointing, disappointment, disappoint, disappoints, dissapointed, dissapointing, "
        "dissappointed, frustrated, frustrating, frustration, annoyed, annoying, annoys, irritated, irritating, "
        "angry, furious, fuming, livid, mad, fed up, sick of, tired of, had enough, enough is enough, unhappy, upset, "
        "upsetting, dissatisfied, unsatisfied, unimpressed, not impressed, not happy, very sad, sad, smh, fml, ugh, "
        "ughh, argh, grr, grrr, sigh, facepalm, poor, poorly, bad, badly, not good, not good enough, not ok, "
        "not okay, not cool, not fair, unfair, ashamed, let me down, let us down, letting me down, letdown, let down, "
        "mess, a mess, come on, get it together, get your act together, seriously, honestly, do better, "
        "need to do better, step up, wake up, what a, gutted, embarrassing, embarrassed, hassles, stress, stressed, "
        "stressful, painful, a pain, inconvenient, inconsiderate, concerned, worried, concerning, regret, wish i had, "
        "really bad, so bad, too bad, uncomfortable, gross, exhausted, ruined, ruining, ruin, ruins",
    ),
    Cue(
        "quality",
        "speaks of poor goods",
        Tone.BAD,
        "cold, stale, dirty, filthy, mold, mould, mouldy, moldy, raw, undercooked, burnt, soggy, smelly, smells, "
        "hair in, bug in, rotten, off milk, out of date, expired food, gone off, inedible, food poisoning, sick after, "
        "melted, squashed, crushed, bent, scratched, dented, stained, faded, shrunk, worn out, empty, half empty, "
        "tiny, flimsy, cheaply made, poor quality, low quality, bad quality, cramped, old planes, understaffed, "
        "overcrowded, crowded, packed",
    ),
    Cue(
        "demand",
        "asks to put something right",
        Tone.PLAIN,
        "please fix, pls fix, plz fix, fix this, fix it, fix your, fix the, fix my, to be fixed, get it fixed, "
        "get this fixed, "
        "not fixed, fixed, fix, sort it out, sort this out, sort it, sort this, sort your, sort out, resolve, "
        "resolved, resolution, rectify, replacement, replace, please help, pls help, plz help, need help, "
        "need some help, "
        "needs help, need your help, i need help, help me, help us, can you help, can someone help, can anyone help, "
        "could you help, help with, any help, someone help, assist, assistance, urgent, urgently, asap, immediately, "
        "escalate, escalated, manager, supervisor, explain why, an explanation, answers, do something, look into this, "
        "look into, customer service, customer support, customer care, customer relations, helpdesk, help desk, "
        "call centre, call center, tech support, service, support ticket, case number, ticket number, "
        "complaint number, "
        "reference number, order number, sent you a dm, dm me, dm you, call back, callback",
    ),
    Cue(
        "why",
        "asks why",
        Tone.PLAIN,
        "why, why is, why are, why do, why does, why did, why would, why can't, why cant, why am, why was, why has, "
        "why have, why not, how come, how is it, how can you, how can i, how do you, how hard, how is this, "
        "how is that, is there a reason, any reason, explain, wondering why",
    ),
    Cue(
        "again",
        "says that it goes on or happens again",
        Tone.PLAIN,
        "again, yet again, every time, everytime, each time, once again, another, constantly, continually, continues, "
        "keeps, keep, repeatedly, multiple times, several times, many times, so many times, third time, 3rd time, "
        "second time, 2nd time, twice, still, always, same thing, same issue, same problem, all the time, "
        "over and over, every day, everyday, tried, trying to, already, anymore, any more, no longer, ever since, "
        "since the, suddenly, all of a sudden, called, i've called, emailed, i have called, spoke to, spoken to, "
        "contacted, have sent, i sent, i did, after the update, latest update, new update, since update, last night",
    ),
    Cue(
        "goodbye",
        "says goodbye",
        Tone.PLAIN,
        "never again, never buy, never buying, never buying from, never use, never using, never fly, never flying, "
        "never order, never ordering, never shop, never shopping, never go back, never going back, "
        "never come back, never coming back, "
        "never book, never booking, never return, never returning, never eat, never eating, never purchase, "
        "never be back, "
        "never stay, never ride, never travel, won't be back, wont be back, will not be back, won't be returning, "
        "won't be using, won't be buying, won't be flying, won't be ordering, will not be using, will not be buying, "
        "not coming back, not going back, last time i order, last time i buy, last time i fly, last time i use, "
        "last time i ever, last time i shop, last time i book, last time i'll, last time i will, "
        "last time ever, the last time, "
        "switching to, switch to, switched to, i'm switching, im switching, "
        "moving to, moved to, i'm leaving, im leaving, we're leaving, i'm done with, im done with, done with you, "
        "i'm out, i am done, so done, cancel my account, cancel my subscription, cancelled my subscription, "
        "canceled my subscription, "
        "cancelling my subscription, canceling my subscription, cancelled my account, cancelling my account, "
        "canceling my account, cancelled my membership, "
        "cancelling my membership, cancelled my order and, cancel my contract, cancelled my contract, "
        "closing my account, closed my account, close my account, "
        "deleting my account, deleted my account, deleted the app, uninstalled, "
        "lost a customer, lost me as a customer, lost my business, lost our business, losing a customer, "
        "lose a customer, "
        "losing my business, lost a loyal customer, lost another customer, lost this customer, lost customer, "
        "lost a long time customer, "
        "taking my business elsewhere, take my business elsewhere, going elsewhere, go elsewhere, shop elsewhere, "
        "business elsewhere, elsewhere, goodbye, bye bye, good riddance, boycott, boycotting, avoid, "
        "stay away, don't buy, dont buy, do not buy, don't use, dont use, do not use, don't fly, do not fly, "
        "beware, be warned, steer clear, would not recommend, wouldn't recommend, don't recommend, do not recommend, "
        "not recommend, never recommend",
    ),
    # good
    Cue(
        "thanks",
        "says thanks",
        Tone.GOOD,
        "thanks, thank you, thank u, thankyou, thx, thnx, thanx, thks, tks, ty, tysm, tyvm, cheers, ta, "
        "much appreciated, many thanks, "
        "appreciate, appreciated, appreciates, appreciate it, grateful, thankful, thank, gracias, merci, cheers guys, "
        "can't thank you enough, cannot thank you enough",
    ),
    Cue(
        "delight",
        "is warm praise",
        Tone.GOOD,
        "love, loved, loves, loving, lovin, luv, amazing, amazed, awesome, awesomeness, excellent, fantastic, "
        "wonderful, "
        "wonderfully, perfect, perfectly, perfection, brilliant, impressed, impressive, superb, outstanding, "
        "exceptional, phenomenal, incredible, fabulous, fab, terrific, delighted, thrilled, best, the best, "
        "favorite, favourite, fave, kudos, shout out, shoutout, props, hats off, bravo, congrats, congratulations, "
        "well done, good job, great job, nice job, nice work, good work, great work, great service, "
        "great customer service, great experience, great flight, excellent service, good service, awesome service, "
        "amazing service, best service, first class service, above and beyond, made my day, made our day, you rock, "
        "you guys rock, rocks, rock, rockstar, rock star, rockstars, legend, legends, lifesaver, life saver, "
        "saved my, highly recommend, would recommend, definitely recommend, thumbs up, keep it up, keep up, "
        "on point, top notch, second to none, five stars, 5 stars, a pleasure, blown away, "
        "never disappoints, never disappoint, couldn't be happier, couldn't be better, could not be happier, "
        "can't wait, cant wait, cannot wait, excited, exciting, yay, woohoo, woo hoo, woot, hooray, wow, yum, "
        "delicious, "
        "tasty, beautiful, gorgeous, stunning, sweet, blessed, happiest, so happy, very happy, really happy, "
        "restored my faith, a big thank you, huge thank you, huge thanks, big thanks, special thanks, much love",
    ),
    Cue(
        "liking",
        "is friendly",
        Tone.GOOD,
        "great, good, nice, nicely, cool, happy, glad, pleased, pleasant, pleasantly, helpful, friendly, kind, "
        "enjoy, enjoyed, enjoying, enjoyable, fun, funny, better, easy, easier, fast, quick, quickly, smooth, "
        "smoothly, "
        "comfortable, comfy, clean, polite, courteous, professional, attentive, caring, recommend, satisfied, "
        "like, liked, proud, welcome, lovely, super, solid, classy, class act, "
        "worked, works great, works well, works perfectly, works now, working now, all good, no problem, no problems, "
        "no worries, no issues, hope, win, won, winner, lol, haha, hahaha, lmao, yes, yeah, yep, "
        "looking forward, look forward, safe, impressively, respect, genius, smart, handy, useful, "
        "neat, fresh, stylish, responsive, quick response, quick reply, fast response, prompt, promptly",
    ),
    # questions
    Cue(
        "asking",
        "asks for something",
        Tone.PLAIN,
        "how do i, how do we, how can we, how to, how does, how much, how many, how would, how will, what is, "
        "what's, whats, "
        "what are, what time, what do i, what does, what should, when is, when are, when will, when do, when does, "
        "when's, where is, where are, where can, where do, which, who do, who can, who is, is there, are there, is it, "
        "is this, is the, are the, are you, are your, will you, will there, will the, will it, do you, "
        "does the, does it, does this, do i, "
        "do we, did you, can i, can we, can you, could you, can u, could i, would you, would it, should i, "
        "any idea, any ideas, any chance, any plans, any way, anyway to, anyone know, does anyone, anybody know, "
        "has anyone, wondering, wonder if, i have a question, quick question, question, "
        "please advise, pls advise, let me know, please confirm, is anyone, may i, possible to, is it possible, "
        "can someone, could someone, can anyone, do u, have you, what about, how about, tell me",
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
LONGEST = max(len(phrase.split()) for phrase in BY_PHRASE)

NEGATIONS = words_of(
    "not no never isn't isnt wasn't wasnt aren't arent weren't don't dont didn't didnt doesn't doesnt won't "
    "wont can't cant cannot couldn't couldnt wouldn't wouldnt ain't nothing hardly barely without nor neither "
    "zero less hasn't haven't"
)
BETWEEN = words_of(
    "a an the any so too very really that all even been be at more much such of my your as exactly feeling "
    "particularly entirely completely totally overly quite especially actually being have had having"
)
"""Words that may stand between a negation and what it denies ("not a very good")."""
