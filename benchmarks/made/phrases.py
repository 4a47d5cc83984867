"""The stock of phrases that made replies are put together from; all invented."""

from __future__ import annotations


def _read(lines: str) -> tuple[str, ...]:
    phrases = tuple(" ".join(phrase.split()) for phrase in lines.split(";"))
    if len(set(phrases)) != len(phrases):
        raise ValueError("a phrase stands twice")
    return phrases


SLOTS = {
    "thing": _read("""
        kettle; rain jacket; train ticket; blender; phone contract; sofa; hotel room; gift card; desk lamp; suitcase;
        garden hose; wedding cake; gym membership; headset; coffee machine; bunk bed; season pass; hair dryer; cat
        food; printer; birthday bouquet; car seat; standing order; hiking boots; photo book; broadband line; bicycle;
        paint tin; cinema voucher; dishwasher; school blazer; tablet cover; rail card; washing powder; pizza; smart
        meter; loyalty account; engagement ring; tent; window blind; mattress; electric drill; ferry crossing;
        keyboard; pram; insurance policy; fish supper; baby monitor; door bell; running watch; bread maker; museum
        tour; contact lenses; lawn mower; picnic basket; credit card; guitar strap; football shirt; vacuum cleaner;
        airport transfer; radiator valve; sewing kit; chess set; parking permit; yoga mat; perfume sample; ice cream
        maker; fridge shelf; rucksack; book club box; wall clock; skateboard; water filter; dog lead; curtain rail;
        rental van; games console; salad bowl; evening dress
    """),
    "fault": _read("""
        leaked overnight; came without screws; lost its colour; would not start; was charged twice; smelled of smoke;
        went to a neighbour; broke at the hinge; showed somebody else's name; never left the depot; was two sizes
        small; cut out mid call; arrived soaking wet; had a cracked base; was cancelled by mistake; kept beeping; tore
        along the seam; was missing from the bag; froze at login; came in green; turned up half empty; expired too
        early; rattled on the stairs; was sold to another guest; did not fit the frame; ran out of stock; tripped the
        fuse; scratched the floor; was delivered to the old flat; had no receipt inside; lost connection hourly; was
        priced wrongly; melted in the van; bent under the weight; printed blank pages; was left in the rain; shrank in
        the wash; had the wrong plug; was stopped at customs; overheated quickly; went flat within minutes; got mixed
        up with a return; would not scan; skipped a payment; came with a rusty handle; was out of date; lacked the
        power cord; refused the password; had a broken zip; made a grinding noise; disappeared from the basket; stuck
        to the pan; was booked for the wrong week; peeled after a day; dripped through the ceiling; wobbled badly; was
        downgraded; showed a double fee; had loose stitching; shut itself down; arrived already opened; stained the
        carpet; faded in sunlight; could not be activated; slipped off the hook; was rejected at the gate; jammed on
        opening; gave an electric shock; tasted of soap; sat in the warehouse; came back unsigned; missed its
        connection; flickered all evening; had an old address; chipped on one edge; stalled at payment; reset every
        morning; ended a month early; squeaked from the start
    """),
    "place": _read("""
        Leeds; the harbour shop; our Bristol depot; gate seven; the outlet in Derby; the garden centre; Cardiff
        station; the returns desk; a partner store; the ring road branch; our app; the night counter; Oxford Street;
        the mobile site; the drive through; the Norwich showroom; platform three; our Dublin warehouse; the hotel
        lobby; the locker by the library; the pop up stand; York; the customs hall; the self checkout; our call
        centre; the petrol station; the village post office; Terminal Two; the click and collect point; the Aberdeen
        hub; the old town kiosk; the car park office; our summer market; the factory outlet; the second floor; the
        Plymouth ferry desk; the chat window; Glasgow Central; the sorting office; the corner pharmacy; the concert
        hall; our Swansea kitchen; the ticket machine; the student union; the festival tent; the courier's van; the
        shopping mall; the boarding area; the partner bank; our Belfast studio; the pick up shelf; the cold store; the
        bus depot; the toy department; the Exeter workshop; the reception desk; the voucher page; the food court; the
        sports hall; the Hull lorry park; the bakery aisle; the lost property office; the museum shop; our Truro farm;
        the exchange counter; the customer lounge; the service hatch; the landing page; the Chester clinic; the trade
        counter; the ski rental; the marketplace; our Perth laundry; the wine cellar; the printing room; the clinic on
        Mill Lane; the dock office; the back entrance; the roof terrace
    """),
    "cause": _read("""
        a driver swapped two labels; the supplier changed the glue; a server ran hot; the tide closed the bridge; our
        scanner misread a digit; the bank flagged the payment; a pallet fell over; somebody typed the wrong street;
        the batch had thin glass; an update removed a setting; the printer ran dry; frost damaged the pipes; two
        bookings were merged; the valve was fitted backwards; the stock count was off; a strike held up lorries; the
        discount ended at midnight; the box was packed upside down; the firmware lost its clock; a temp forgot the
        form; the mill dyed it twice; our feed showed old prices; the lift broke down; lightning hit the mast; a
        spring was too short; the courier skipped a stop; the foam had not set; a cable was cut by builders; the
        allergy notice was missing; the freezer door stood open; a typing error doubled it; the pilot fell ill; the
        seal was worn; an agent closed the case; the paint was still wet; moths got into storage; the postcode covers
        two towns; the sensor was dusty; our mail went to spam; the song rights ran out; the ink reacted with heat; a
        robot dropped the tray; the clocks went back; fog grounded the planes; the screws were metric; the link was
        shortened wrongly; a pump lost pressure; the template had a blank; an intern mixed the recipes; the lens was
        ground too flat; the queue was not reset; customs wanted another paper; the fabric came from a new mill; our
        partner went bankrupt; a mouse chewed the wire; the oven thermostat failed; the certificate ran out; the road
        was flooded; a magnet was left inside; the voucher code was shared online; the yeast was too old; the battery
        was shipped empty; the crane was out of order; a leap day confused the billing; the alarm locked the doors;
        the thread was spun too loose; an old cookie stayed behind; the weighing scale drifted; the night shift was
        short; a bird nested in the vent; the manual skipped a page; the hose was kinked; the colour chart was
        outdated; a coupon overrode the fee; the timer was set to summer; the gasket was left out; the operator
        pressed stop; an export lost its accents; the shelf was labelled wrongly
    """),
    "remedy": _read("""
        swap the hinge; post a new charger; refund the delivery fee; rebook the afternoon slot; send a courier round;
        reset your password; cancel the second payment; repair the motor free; reprint all pages; move you upstairs;
        add bonus points; replace the glass; collect it from your porch; waive the late charge; ship the missing
        screws; reopen your claim; call the landlord; clean the filter; pay the difference; upgrade your seat; credit
        one month; sew on a stronger strap; order a larger size; test the socket; trace the parcel; print a fresh
        label; bake it again; unlock the handset; take it back unopened; file the tax form; tune the strings; fit a
        quieter fan; correct the invoice; hold the room; resend the tickets; freeze the subscription; paint over the
        scratch; match the lower price; extend the warranty; change the registered name; drain the tank; rewrite the
        leaflet; block that caller; return your deposit; sharpen the blade; lend you a spare; update the map; dry
        clean the dress; swap it for blue; restore the backup; remove the fee; recycle the old one; deliver by boat;
        reserve a quiet table; photograph the damage; stamp your passport form; rewire the plug; release the booking;
        double the allowance; inspect the roof; merge both accounts; translate the manual; weigh the bag again; reglue
        the sole; refill the cartridge; pause the reminders; raise the speed; book a locksmith; drop the surcharge;
        frame the print; wash the cushions; charter another coach; record the reading; offer a tasting; plant a new
        tree; polish the stone; renew the licence; ask the brewer; straighten the wheel
    """),
    "actor": _read("""
        our bakery team; the night crew; a product tester; our Leeds manager; the fitting service; a senior nurse; the
        billing desk; our florist; the lorry driver; a claims handler; the web team; our head chef; the duty officer;
        a sound engineer; the lettings agent; our tailor; the station master; a data clerk; the repair bench; our wine
        buyer; the ground staff; a trained plumber; the loyalty team; our legal colleague; the workshop; a stylist;
        the cabin crew; our grocer; the import broker; a tyre fitter; the upholstery people; our travel planner; the
        fraud unit; a beekeeper; the print shop; our optician; the pool attendant; a network planner; the spare parts
        clerk; our librarian; the carpet layer; a pharmacist; the event host; our watchmaker; the coach firm; a colour
        expert; the safety board; our cheese counter; the porter; an area supervisor; the gas fitter; our
        nutritionist; the lighting crew; an archivist; the key cutter; our ski teacher; the ferry captain; a gardener;
        the account clerk; our goldsmith; the stage hand; an app developer; the call back team; our vet; the warehouse
        lead; an interpreter; the glazier; our bike mechanic; the dispatch room; an auditor; the toy maker; our
        driving coach; the bank liaison; a roof inspector; the paper mill; our piano tuner; the cleaner; an energy
        adviser; the dairy
    """),
    "time": _read("""
        by Tuesday lunchtime; before the bank holiday; within a fortnight; after the summer sale; this evening; early
        next month; at the weekend; once the roads reopen; before you travel; on Friday morning; during the stock
        take; as soon as it thaws; by the end of term; after your exam; tonight at closing; in late spring; before
        breakfast; when the shop reopens; by return of post; on the first Monday; over Easter; ahead of the match;
        within the hour; after the software update; between two and four; when the ship docks; before the wedding; at
        the next service; in harvest week; by half past nine; later this quarter; after the inspection; as the season
        starts; on moving day; at dawn tomorrow; before the concert; by teatime; until the gate closes; once customs
        agree; around midnight; when the paint dries; after the long weekend; by New Year; on Sunday afternoon; before
        the rent is due; while stocks last; throughout July; at the start of winter; within three working days; after
        the school run; once your bank confirms; during the interval; before the next bill; on market day; by Saturday
        noon; in time for Diwali; after the staff meeting; when the tide turns; before the frost; on Wednesday night;
        as of this morning; next leap year; by mid August; after the engineer's visit; at the following stop; once the
        file loads; over the coming week; before the credit runs out; on pay day; after dark; by the second reminder;
        when term begins; at check in; in the new catalogue; before the final whistle; during the night shift; after
        carnival; by Mothering Sunday; on your return
    """),
    "advice": _read("""
        keep the lid closed; hold both buttons down; leave the box outside; wear the old pair; try another browser;
        note the meter reading; pull the red lever; store it upright; wait for the green light; bring your passport;
        charge it fully; photograph the barcode; rinse it in cold water; ignore the second letter; take the early bus;
        sign the pink slip; turn the valve left; keep the wrapping; delete the old profile; measure the doorway; ask
        for the supervisor; sit in row nine; empty the water tray; use the side entrance; press the reset pin; tell
        your landlord; avoid direct sun; set the clock first; cut off the tag; check the spare key; park behind the
        barn; feed it twice daily; write on the back; open a second tab; loosen the four bolts; show the text at the
        till; skip the registration page; switch to cable; soak it overnight; count the pieces; lock the bike inside;
        choose the blue form; read the gas dial; warm the oven slowly; drop it in any letterbox; move the router
        higher; hang it in the shade; quote the old tariff; let the glue harden; save the chat log; bend it back
        gently; shake the bottle; mind the loose step; fold the legs inwards; join the shorter queue; cover the lens;
        tick the last field; mute the other device; carry it by hand; stay on the line; peel off the film; add a
        little oil; lift the rear cover; swap the batteries; pay at the pump; clear the cache; water it sparingly;
        tighten the strap; hide the price sticker; label both bags; keep children away; compare the serial plates;
        freeze what is left; unplug the lamp; dial the short code; walk round the fence; ring the lower bell; watch
        the small print; scan the poster
    """),
}
"""What a reply is about, slot by slot; the same number of phrases each, a prime."""

MATTERS = tuple(
    line.strip()
    for line in """
        The {thing} from {place} {fault} because {cause}, so {actor} will {remedy}.
        {actor} at {place} can {remedy} {time}. Meanwhile {advice}; {cause}.
        Your {thing} {fault} when {cause}. Just {advice}, and {actor} will answer {time}.
        It seems {cause} at {place}, and the {thing} {fault}; we {remedy} {time}.
        We asked {actor}: the {thing} {fault} since {cause}. {advice} {time}.
        {cause} at {place}, which is why your {thing} {fault}. {actor} will call.
        Until {actor} can {remedy}, {advice} and take the {thing} to {place}.
        {actor} wrote {time} that {cause}; the {thing} stays at {place}.
        That {thing} {fault} at {place}? {advice} and we {remedy} {time}.
        Nobody at {place} knew that {cause}, but {actor} will {remedy} {time}.
        If the {thing} {fault}, {advice} or visit {place}; {actor} can {remedy}.
        {time} {actor} will {remedy} at {place}, as the {thing} {fault}.
        You are right, {cause} and so the {thing} {fault}. We {remedy} {time}, or {advice}.
        For the {thing}, {advice} at {place}: {actor} noticed that {cause}.
        {actor} saw {time} how your {thing} {fault} at {place}, and will {remedy}.
        At {place} we {remedy} {time} if {cause}. With a {thing}, {advice}.
        What {fault} was the {thing} of {actor}: {cause}. You may {advice} {time}.
        {place} told us the {thing} {fault} {time}; {actor} and we {remedy}.
        Your {thing} from {place} {fault}; {actor} calls {time}.
        {actor} will {remedy}: the {thing} {fault} {time}.
        Any {thing} at {place} {fault}; {advice}, {actor} knows.
        The {thing} {fault}? {advice} {time}, {actor} says.
        {place} and {actor} {remedy} {time}; {thing} excluded.
        {actor}, {place}: {thing} {fault}. {advice}.
    """.strip().splitlines()
)
"""How a matter is told: five or six of the slots, the last six with hardly a word between them."""

SHORT_MATTERS = (
    "The {thing} {fault}, so we {remedy}.",
    "Please {advice} while {actor} looks {time}.",
    "{cause}. We {remedy} {time}.",
    "{actor} will {remedy} {time}.",
    "Your {thing} {fault} at {place}.",
    "For a {thing}, {advice} {time}.",
    "As {cause}, please {advice}.",
    "{actor} at {place} can {remedy}.",
)
"""How short templates tell theirs; too few slots for two unique texts to be sure to differ."""

OPENERS = _read("""
    We're sorry to hear that.; Thanks for reaching out.; Thank you for getting in touch.; Sorry about that!; We're so
    sorry for the trouble.; Thanks for letting us know.; Apologies for the delay.; That's not what we want to hear.;
    We understand how frustrating this is.; Thanks for your patience.; We're sorry for the wait.; Oh no!; Thank you
    for your message about order {code}.; This isn't the experience we want for you.; Thanks for flagging this to us.;
    We appreciate your feedback.; I'm sorry to read this.; Thanks for the details.; We got your report of {date}.;
    Sorry to hear about your experience with {code}.; I can see why you're upset.; Thank you for bringing this to our
    attention.; We'd like to help.; Happy to look into this for you.; Good news!; I've just checked {code} for you.;
    We're aware of this.; Thanks for sending us a DM.; Sorry for any inconvenience caused.; Let me help with that.
""")

CLOSINGS = _read("""
    Please send us your order number so that we can look into it.; Let us know if you have any other questions.;
    Please send us a DM with your order number and e-mail address.; Let us know if that helps.; We'll get back to you
    as soon as possible.; Please see {link} for more information.; Thank you for your understanding.; We hope to see
    you again soon.; If you need anything else, just let us know.; Your reference is {code}.; You can track it at
    {link} any time.; Please DM us your full name and postcode.; We're here to help.; Call us on {phone} if it happens
    again.; Thanks for bearing with us.; Could you tell us which version you use?; You'll have {amount} back by
    {date}.; Have a great day!; Please keep us posted.; Let us know how it goes.; We apologise again for any
    inconvenience.; Please fill in the form at {link} and quote {code}.; Our lines are open until late.; Follow
    {account} for updates.; Can you let us know when you ordered it?; We'll update you by {date}.; Please write to
    {mail} with a photo.; Feel free to message us any time.; Thanks again for choosing us.; Let us know if you still
    have trouble.
""")

_ALTERNATIVES = _read("""
        sorry apologetic regretful; hear learn read; send give message; help assist support; look check investigate;
        thanks cheers ta; thank bless salute; please kindly; know hear learn; will shall would; can could may; trouble
        hassle bother; details particulars facts; wait delay pause; questions queries issues; message note text; happy
        glad pleased; soon shortly quickly; any some further; great lovely nice; again anew afresh; need want require;
        just simply only; see view visit; because since as; meanwhile meantime; asked consulted rang; noticed spotted
        found; call ring phone; number reference no; address details contact; so therefore thus; understand see
        realise; experience service treatment; feedback comments thoughts; updates news posts; possible practical
        feasible; we they somebody; your the that; the this that; our the one; from at by; and plus also
""")
SYNONYMS = {word: others for word, *others in map(str.split, _ALTERNATIVES)}
"""What an agent may write for a word."""

FIRST_NAMES = _read("""
    Ann; Ben; Carla; David; Emma; Femi; Grace; Hassan; Ines; Jack; Kim; Lars; Mia; Noor; Olga; Paul; Quinn; Rosa; Sam;
    Tanuj; Uma; Vera; Wei; Xenia; Yusuf; Zoe; Chloé; José; Zoë; Björn; Søren; Łukasz; Siân; Renée; Mary-Jane; D'Arcy;
    Aoife; Priya; Kofi; Leila; Mateus; Nadia; Oskar; Petra; Rahul; Sofia; Tom; Ursula; Viktor; Will; Yara; Abdul; Bea;
    Colin; Dina; Erik; Fay; Greg; Hugo; Isla; Joan
""")
LAST_NAMES = _read("""
    Smith; O'Neil; Okafor; Novak; Garcia; Khan; Lee; Jones; Müller; Rossi; Silva; Brown; Nguyen; Patel; Kowalski;
    Ahmed
""")
