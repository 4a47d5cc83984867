"""The words by which customers speak ill: trouble, waiting, anger, goodbyes."""

from __future__ import annotations

from mentionwatch.judge.cues import Cue, Tone

ILL_CUES = (
    Cue(
        "waiting",
        "speaks of waiting",
        Tone.PLAIN,
        "still waiting, been waiting, waiting for, waited, waiting on, waiting since, wait for, wait time, wait "
        "times, long wait, waiting, hours later, days later, weeks later, months later, on hold, hold for, how much "
        "longer, how long, how many more, still no, still not, still haven't, still hasn't, still havent, still "
        "hasnt, still have not, still has not, still don't, still dont, still doesn't, still doesnt, still can't, "
        "still cant, still nothing, still isn't, still isnt, yet to, for ages, taking forever, take forever, takes "
        "forever, taking so long, takes so long, too long, eta, for hours, for days, for weeks, for months, since "
        "yesterday, since last, since morning, overdue, long overdue, any update, any updates, any news, keep "
        "waiting, kept waiting, hung up, hold times, hours ago, days ago, weeks ago, months ago, an hour ago, stood "
        "in, in line for, queue, queuing, queueing, takes ages, taking ages, how come it takes",
    ),
    Cue(
        "unanswered",
        "speaks of getting no answer",
        Tone.PLAIN,
        "no reply, no response, no answer, no answers, no one answers, nobody answers, no one replies, no one "
        "responds, no one is responding, nobody replies, never replied, never heard back, never heard, haven't "
        "heard, havent heard, hasn't replied, haven't replied, didn't reply, not replied, not heard, not responding, "
        "not responded, doesn't reply, don't reply, not answering, not answered, ignored, ignoring, ignore, ignores, "
        "no communication, no update, no updates, no info, no information, no explanation, no apology, not even an "
        "apology, no help, no one can help, no one helps, nobody helps, no one to, no one is, no one has, nobody "
        "has, nobody is, no one will, no call back, no callback, not returned, reply to my, reply to me, answer my, "
        "answer your, respond to my, respond to me, get back to me, check your dm, check dm, check my dm, nobody at, "
        "no resolution, no solution, no luck, nothing has been done, nothing done, not resolved, not been resolved, "
        "unresolved, unanswered, can't get through, cant get through, not able to get through, unable to reach, "
        "can't reach, no customer service, no support, no success, to no avail, answered your, answer the phone, "
        "answered the phone, pick up the phone, pick up your phone, never answer, never answers, never answered, "
        "never respond, never reply, never replies, never pick up, not reply, not respond, won't answer, won't "
        "reply, won't respond",
    ),
    Cue(
        "failure",
        "says that something fails",
        Tone.BAD,
        "broken, broke, breaks, breaking, crash, crashed, crashes, crashing, freezes, freezing, frozen, froze, "
        "glitch, glitches, glitchy, glitching, bug, bugs, buggy, error, errors, faulty, defective, defect, damaged, "
        "damage, stuck, outage, outages, fail, fails, failed, failing, failure, malfunction, malfunctioning, "
        "offline, disconnects, disconnecting, disconnected, disconnect, dropped, dropping, drops, keeps dropping, "
        "shuts down, shutting down, shut down, turns off, lag, lagging, laggy, drains, draining, overheating, "
        "overheats, leak, leaking, leaks, ripped, torn, cracked, corrupt, corrupted, blank screen, black screen, "
        "died, dies, doa, hacked, locked out, unusable, flickering, interference, unavailable, inaccessible, kicked "
        "out, keeps saying, keep getting, keeps telling, keeps asking, stopped working, stops working, quit working, "
        "went down, goes down, not working, not work, no longer works, out of order, messed up, screwed up, screwed, "
        "messed, screw up, fell apart, falling apart, fallen apart, endless loop, no signal, no service, no "
        "internet, no power, no wifi, without power, without internet, without service, power outage, no connection, "
        "no sound, no hot water, no heat, no water, is down, are down, down again, been down, still down, down for, "
        "server down, servers down, site down, website down, app down, system down, gone down, down right now, down "
        "today, is dead, dead battery, went dead, so slow, very slow, too slow, really slow, slow internet, is slow, "
        "slow as, super slow, extremely slow, blocked my, blocked me, been blocked, account blocked, items missing, "
        "item missing, missing items, missing item, missing from, parts missing, is missing, are missing, was "
        "missing, were missing, half missing, buffering, buffers, smashed, shattered, in pieces, disappeared, "
        "vanished, non "
        "functioning, wiped, logs me out, logged me out, logging me out, kicks me out, loading screen, keeps stopping, "
        "messes up, quits, acting up, playing up, packed up, blew up, bricked, unresponsive, not functioning, soaked, "
        "404, doesn't exist, does not exist, wrong order",
    ),
    Cue(
        "trouble",
        "speaks of a problem",
        Tone.BAD,
        "issue, issues, problem, problems, trouble, troubles, wrong, incorrect, incorrectly, mistake, mistakes, "
        "missing, lost, stolen, misplaced, difficulty, difficulties, inconvenience, inconvenienced, hassle, "
        "complaint, complaints, complain, complaining, complained, confused, confusing, struggling, had to, forced "
        "to, supposed to, was told, were told, been told, told me, told us, i was promised, promised, claimed, "
        "claims, what happened, what's happening, whats happening, what is happening, what's going on, whats going "
        "on, what is going on, what's wrong, whats wrong, what's up with, whats up with, what is up with, what's the "
        "deal, whats the deal, what gives, refused, refuses, refuse, denied, declined, rejected, unable, invalid, "
        "unauthorized, unauthorised, without my consent, without permission, unsafe, dangerous, spam, spamming, out "
        "of stock, sold out, misdirected, wrong item, wrong size, wrong address, wrong order, mix up, mixup, i had "
        "to, we had to, has expired",
    ),
    Cue(
        "late",
        "speaks of lateness",
        Tone.BAD,
        "late, later than, delay, delayed, delays, delaying, postponed, stranded, overbooked, oversold, bumped, "
        "missed connection, missed my connection, miss my connection, missed our connection, missed my flight, miss "
        "my flight, missed flight, missed, misconnect, rescheduled, diverted, grounded, tarmac, runway, sitting on, "
        "sat on, stuck on, stuck in, stuck at, never arrived, never came, never showed, never turned up, never got, "
        "never received, never delivered, never appeared, never shows, no show, not arrived, not received, not "
        "delivered, not yet received, haven't received, havent received, hasn't arrived, hasnt arrived, didn't "
        "arrive, didnt arrive, didn't receive, didnt receive, hasn't been delivered, not been delivered, not showed "
        "up, didn't show up, didn't turn up, not turned up, where is my, where's my, wheres my, where are my, where "
        "is our, undelivered, past the, was due, were due, should have been, should have arrived, "
        "supposed to be, lost luggage, lost bag, lost bags, lost my, lost our, lost baggage, my luggage, my bag, my "
        "bags, our luggage, our bags, baggage, cancelled, canceled, cancellation, cancellations, cancelling, "
        "canceling, says delivered, marked delivered, marked as delivered, showing as delivered, not here, isn't "
        "here, isnt here, not there yet, not come, driver did not show, did not show, did not arrive, did not "
        "receive",
    ),
    Cue(
        "money",
        "speaks of money owed or wasted",
        Tone.PLAIN,
        "refund, refunded, refunds, charged me, charging me, charged, charging, compensation, compensate, "
        "compensated, reimburse, reimbursed, reimbursement, expensive, overpriced, pricey, wasted, wasting, waste, i "
        "paid, we paid, have paid, paid for, paying for, pay for, cost me, costs me, billed, my bill, fee, fees, "
        "debited, deducted, voucher, vouchers, price increase, price hike, owe, owed, owes, credit back, refused to "
        "refund",
    ),
    Cue(
        "wronged",
        "speaks of money wrongly taken or kept",
        Tone.PLAIN,
        "refund me, want a refund, want my refund, want a full refund, need a refund, my refund, get a refund, give "
        "me a refund, want my money, my money back, money back, refund my, no refund, my money, overcharged, over "
        "charged, overcharge, overcharging, double charged, charged twice, charged me twice, charged double, rip "
        "off, ripoff, rip offs, ripped off, scam, scams, scammed, scamming, scammers, fraud, fraudulent, waste of "
        "money, waste of time, stole, stealing, robbery, theft, robbed, cheated, cheating, cheat, cheats, conned, "
        "money grab, price gouging, gouging, owe me, owes me, took my money, taken my money, took the money, debited "
        "twice, billed twice, bill is wrong, bill was wrong",
    ),
    Cue(
        "contempt",
        "is a harsh judgement",
        Tone.BAD,
        "worst, worse, terrible, terribly, horrible, horribly, horrid, awful, appalling, appalled, disgusting, "
        "disgusted, disgrace, disgraceful, pathetic, ridiculous, ridiculously, unacceptable, not acceptable, "
        "useless, rubbish, garbage, trash, crap, crappy, shit, shitty, shite, bullshit, bs, joke, a joke, shambles, "
        "shambolic, atrocious, dreadful, abysmal, horrendous, horrific, incompetent, incompetence, inept, sucks, "
        "suck, sucked, sucky, hate, hates, hated, hating, rude, rudest, rudeness, lousy, worthless, shocking, shame, "
        "shameful, unprofessional, misleading, misled, lied, lies, lying, liar, liars, dishonest, unreliable, "
        "nightmare, inexcusable, absurd, fiasco, farce, diabolical, crooks, thieves, criminal, greedy, outrageous, "
        "outrage, insulting, insult, disrespectful, discrimination, clueless, unhelpful, not helpful, no use, of no "
        "use, stupid, dumb, idiotic, moronic, unreal, laughable, mediocre, subpar, third rate, low grade, the pits, "
        "poorest, lame, bogus, f'ing, fuck, fucking, fucked, fuckin, fking, effing, damn, dammit, damned, goddamn, "
        "wtf, wth, ffs, piss, pissed, pissing, pisses, screw you, suckage, stinks, stink, stinky, unbelievable that, "
        "bloody hell, what the hell, the hell, ruined, ruining, ruin, ruins",
    ),
    Cue(
        "dismay",
        "speaks of disappointment or anger",
        Tone.BAD,
        "disappointed, disappointing, disappointment, disappoint, disappoints, dissapointed, dissapointing, "
        "dissappointed, frustrated, frustrating, frustration, annoyed, annoying, annoys, irritated, irritating, "
        "angry, furious, fuming, livid, fed up, sick of, tired of, had enough, enough is enough, unhappy, upset, "
        "upsetting, dissatisfied, unsatisfied, unimpressed, not impressed, not happy, very sad, smh, fml, ugh, ughh, "
        "argh, grr, grrr, sigh, facepalm, poor, poorly, bad, badly, not good, not good enough, not ok, not okay, not "
        "cool, not fair, unfair, ashamed, let me down, let us down, letting me down, letdown, let down, mess, a "
        "mess, get it together, get your act together, seriously, do better, need to do better, step up, wake up, "
        "gutted, embarrassing, embarrassed, hassles, stressed, stressful, a pain, inconvenient, inconsiderate, "
        "worried, concerning, wish i had, really bad, so bad, too bad, uncomfortable, gross, exhausted, so sad, what "
        "a shame, what a joke, what a mess, what a waste, what a nightmare, what a disaster, disaster, aggravating, "
        "aggravated, infuriating, infuriated, unreasonable, clown show",
    ),
    Cue(
        "quality",
        "speaks of poor goods",
        Tone.BAD,
        "stale, dirty, filthy, mold, mould, mouldy, moldy, undercooked, burnt, soggy, smelly, smells, hair in, bug "
        "in, rotten, off milk, out of date, expired food, gone off, inedible, food poisoning, sick after, melted, "
        "squashed, crushed, scratched, dented, stained, faded, shrunk, worn out, half empty, flimsy, cheaply made, "
        "poor quality, low quality, bad quality, cramped, old planes, understaffed, overcrowded, crowded, was cold, "
        "is cold, stone cold, cold food, cold fries, ice cold, were cold, came cold, arrived cold, cold and, half "
        "raw, box was empty, arrived empty, was raw, nastiest, nasty, tasteless, bland",
    ),
    Cue(
        "demand",
        "asks to put something right",
        Tone.PLAIN,
        "please fix, pls fix, plz fix, fix this, fix it, fix your, fix the, fix my, to be fixed, get it fixed, get "
        "this fixed, not fixed, fixed, fix, sort it out, sort this out, sort it, sort this, sort your, sort out, "
        "resolve, resolved, resolution, rectify, replacement, replace, please help, pls help, plz help, need help, "
        "need some help, needs help, need your help, i need help, help me, help us, can you help, can someone help, "
        "can anyone help, could you help, help with, any help, someone help, assist, assistance, urgent, urgently, "
        "asap, immediately, escalate, escalated, manager, supervisor, explain why, an explanation, answers, do "
        "something, look into this, look into, customer service, customer support, customer care, customer "
        "relations, helpdesk, help desk, call centre, call center, tech support, service, support ticket, case "
        "number, ticket number, complaint number, reference number, order number, sent you a dm, dm me, dm you, call "
        "back, callback",
    ),
    Cue(
        "why",
        "asks why",
        Tone.PLAIN,
        "why, why is, why are, why do, why does, why did, why would, why can't, why cant, why am, why was, why has, "
        "why have, why not, how come, how is it, how can you, how can i, how do you, how hard, how is this, how is "
        "that, is there a reason, any reason, explain, wondering why",
    ),
    Cue(
        "again",
        "says that it goes on or happens again",
        Tone.PLAIN,
        "again, yet again, every time, everytime, each time, once again, another, constantly, continually, "
        "continues, keeps, keep, repeatedly, multiple times, several times, many times, so many times, third time, "
        "3rd time, second time, 2nd time, twice, still, always, same thing, same issue, same problem, all the time, "
        "over and over, every day, everyday, tried, trying to, already, anymore, any more, no longer, ever since, "
        "since the, suddenly, all of a sudden, called, i've called, emailed, i have called, spoke to, spoken to, "
        "contacted, have sent, i sent, i did, after the update, latest update, new update, since update, last night, "
        "two times, three times, four times, five times, six times, ten times, third day, third week",
    ),
    Cue(
        "goodbye",
        "says goodbye",
        Tone.PLAIN,
        "never again, never buying from, never go back, never going back, never be back, won't be back, wont be "
        "back, will not be back, won't be returning, won't be using, won't be buying, won't be flying, won't be "
        "ordering, will not be using, will not be buying, last time i order, last time i buy, last time i fly, last "
        "time i use, last time i ever, last time i shop, last time i book, last time i'll, last time i will, last "
        "time ever, i'm switching, im switching, i'm leaving, im leaving, we're leaving, i'm done with, im done "
        "with, done with you, closing my account, closed my account, deleting my account, deleted my account, lost a "
        "customer, lost me as a customer, lost my business, lost our business, losing a customer, lose a customer, "
        "losing my business, lost a loyal customer, lost another customer, lost this customer, lost customer, lost a "
        "long time customer, taking my business elsewhere, take my business elsewhere, going elsewhere, go "
        "elsewhere, shop elsewhere, business elsewhere, good riddance, boycotting, will switch to, going to switch "
        "to, time to switch, gonna switch, making the switch to, am switching, are switching, this is the last time, "
        "goodbye forever, won't ever, never ever again, not be returning, not be back, never dealing, never doing "
        "business, found another provider, found a new provider, changing providers, changing provider, change "
        "provider, never setting foot, have switched to, i've switched to, we've switched to, will never buy, will "
        "never use, will never fly, will never order, will never shop, will never book, never flying with, never "
        "ordering from, never shopping at, never booking with, never going back to you, unsubscribed, won't miss you, "
        "customer no more, i'm gone, thinking of "
        "leaving, moving to another",
    ),
    Cue(
        "threat",
        "threatens to take it further",
        Tone.PLAIN,
        "ombudsman, trading standards, small claims, consumer court, see you in court, in court, legal action, take "
        "legal, my lawyer, a lawyer, my solicitor, attorney, sue, suing, sued, lawsuit, class action, better business "
        "bureau, file a complaint, filing a complaint, formal complaint, report you, reporting you, reported you, the "
        "press, the media, watchdog, regulator, charge back, chargeback, dispute the charge",
    ),
    Cue(
        "warning",
        "warns others off",
        Tone.PLAIN,
        "avoid, stay away, don't buy, dont buy, do not buy, don't use, dont use, do not use, don't fly, do not fly, "
        "beware, be warned, steer clear, would not recommend, wouldn't recommend, don't recommend, do not recommend, "
        "not recommend, never recommend, can't recommend, boycott, boycotting, don't bother, dont bother, do not "
        "bother, buyer beware, cancel my contract, cancel my account, cancel my subscription, close my account, "
        "elsewhere",
    ),
)
