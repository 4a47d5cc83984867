"""Common words by language, of speech and of customers, and the letters that few other languages have."""

from __future__ import annotations

COMMON = {
    "en": "the and you your you're is are was were be been am my me i i'm i've i'd i'll we we're our us he she his "
    "her him they them their it it's its this that that's these those of to for from with on at in by as an a "
    "or if but so have has had having not don't doesn't didn't can't won't isn't wasn't couldn't haven't do "
    "does did done what when why how where who which can could would will should may might just now then than "
    "there here please pls thanks thank yes yeah ok okay hi hey hello get got getting go going gone good bad "
    "great no nothing never still very too all any some more most only also about after before again over out "
    "up down off back into because since until while day days today tomorrow yesterday week weeks hour hours "
    "time new one two first last order ordered flight phone app service customer help need want know think "
    "love like work works working call called email account money store delivery delivered waiting wait way "
    "make made see say said tell told give keep let try trying use used your's",
    "de": "der die das und ist nicht ich sie wir ihr ihre ihren euch euer eure eurem euren ein eine einen einem "
    "einer mit auf für fuer von zu zum zur dem den des auch noch wie was warum wieso kann könnt koennt könnte "
    "mein meine meinen meiner bei beim seit aber oder schon immer wieder keine kein keinen danke bitte habe "
    "hab haben hat hatte wurde werden wird sehr man mir mich dir uns es im am an aus nach über ueber nur wenn "
    "dass weil gibt geht sind seid bin bist war waren heute gestern morgen jetzt nichts nie niemand wo wann "
    "wer welche paket lieferung bestellung bestellt kunde kunden kundenservice hallo guten liebe vielen dank "
    "leider endlich doch mal so gar alles diese dieser dieses vom ohne wochen tage tagen stunden antwort "
    "warte wartet gut super toll schlecht laden rechnung",
    "fr": "le la les des du de un une et est je j'ai j'attends vous nous il elle ils on pas ne n'est n'ai que qui "
    "quoi pour dans mon ma mes votre vos avec sur sous depuis toujours merci bonjour bonsoir salut suis été "
    "c'est ce cette ces mais très plus moins pourquoi quand comment avez avoir être fait rien encore déjà "
    "aussi bien tout tous toute commande colis livraison jours semaines heures réponse client service "
    "beaucoup svp au aux par chez sans jamais où était sont quel quelle personne s'il d'un d'une qu'il "
    "l'application compte remboursement",
    "es": "el la los las es y que no de del una un por para con mi mis su sus me se lo le les como pero más mas muy "
    "está estoy están hola gracias muchas cuando cuándo qué porque desde hace tengo tiene tienen ustedes "
    "servicio todavía nada ya si sí esta este esto eso al ha he han hay ser son fue sin donde dónde cómo "
    "puedo puede pueden quiero días semanas horas pedido paquete cliente clientes atención buenos buenas "
    "favor nunca siempre también tampoco nadie cuenta todo todos ni o yo bien mal peor mejor sigo esperando "
    "llegado llega",
    "it": "il lo la gli i le di che non è una un per con sono mi da dal del della dei ho ha hai abbiamo ma come più "
    "grazie ciao perché quando ancora mio mia miei vostro vostra questo questa avete anche buongiorno sempre "
    "mai niente nessuno già si se al alla nel nella ordine pacco spedizione giorni settimane ore cliente "
    "clienti servizio assistenza risposta arrivato sto aspettando attesa buono molto tutto tutti poi dove "
    "cosa vorrei posso potete stato fatto bene male dopo senza ne e",
    "pt": "o os as a um uma que não nao é e para pra com meu minha meus por pelo mas como mais muito muita obrigado "
    "obrigada vocês você voces já está estou estão quando porque ainda isso foi aqui olá oi do da dos das no "
    "na nos tem tenho ser são sem onde posso quero dias semanas horas pedido encomenda cliente atendimento "
    "nada nunca sempre também ninguém conta bom boa tudo chegou espera esperando alguém fazer seu sua ele ela "
    "me se até depois",
    "nl": "de het een en is niet ik jullie je u wij we van voor met op mijn zijn dat die maar wat hoe waarom nog al "
    "heb hebben heeft bij graag bedankt dank wordt worden kan kunnen geen ook er aan naar om te dit deze ben "
    "was waar wanneer wel als of door over uit bestelling pakket bezorgd levering dagen weken uur "
    "klantenservice antwoord goed slecht heel erg steeds alweer nu nooit altijd iemand niemand hallo "
    "goedemorgen zo dan zonder sinds weer",
    "id": "yang dan di ke saya aku kami kita ini itu tidak tak nak dengan untuk dari ada sudah udah belum bisa "
    "boleh kenapa mengapa mau terima kasih dah kat lagi apa tolong gak nggak ga banget kok sih dong ya kalau "
    "kalo juga sama masih bagaimana gimana kapan dimana pesanan paket barang hari minggu jam akun aplikasi "
    "admin karena tapi saja aja bukan jadi akan telah pakai macam sangat baik",
    "tr": "ve bir bu şu için çok ama değil ne ben biz siz neden niye nasıl var yok daha gibi teşekkürler teşekkür "
    "lütfen mi mı mu mü hala hâlâ kargo sipariş siparişim gün saat hafta geldi gelmedi oldu olmadı bana size "
    "bizim benim merhaba evet hayır ile kadar sonra önce müşteri hizmetleri zaman hiç kimse şey olarak ki de "
    "da",
    "pl": "nie jest się na do że to jak ale czy mam mnie mi już dziękuję proszę dlaczego kiedy od z w i o za po co "
    "tak jeszcze tylko bardzo jestem są był była było moje mój moja paczka zamówienie dni tygodni godzin "
    "dzień dobry cześć odpowiedzi obsługa klienta nikt nic zawsze nigdy dla przez bez mogę może gdzie państwo "
    "wasza wasz",
    "sv": "och är inte jag det att en ett på för med som ni har hade men hur varför tack när vi er ert mitt min "
    "mina av till från den om var vad kan ska skulle mycket bra dålig hej paket leverans beställning dagar "
    "veckor timmar kundtjänst svar ingen inget alltid aldrig fortfarande väntar fått nu bara också eller "
    "sedan utan här där",
    "da": "og er ikke jeg det at en et på for med som i har havde men hvordan hvorfor tak når vi jer jeres min mit "
    "mine af til fra den om var hvad kan skal skulle meget godt dårlig hej pakke levering bestilling dage "
    "uger timer kundeservice svar ingen altid aldrig stadig venter fået nu bare også eller siden uden her der "
    "noget",
    "fi": "ja on ei en että mutta miksi miten milloin kun kiitos hei moi minun mun teidän tämä tämän olen olette "
    "ole oli ovat jos vai nyt vielä taas kaikki paljon hyvä huono paketti tilaus toimitus päivää viikkoa "
    "tuntia vastausta asiakaspalvelu mitään kukaan aina koskaan jo myös sekä niin kuin voi saa tuli tullut",
    "cs": "je se na že to jak ale není nejsem jsem jste jsou mám máte proč kdy kde děkuji díky prosím dobrý den "
    "ahoj zásilka objednávka balík dní týdny hodin odpověď zákazník nikdo nic vždy nikdy ještě už jen moc pro "
    "od do za po při který která moje můj váš vaše a i v s z",
    "ro": "și este nu că la de cu pe pentru din mai dar cum când unde am ați sunt sunteți mulțumesc bună ziua "
    "comanda coletul livrare zile săptămâni ore răspuns client nimeni nimic niciodată mereu încă doar foarte "
    "meu mea mele vă ce un o fost fi",
    "vi": "và là không tôi của cho với các một này đã được có khi nào sao vì cảm ơn xin chào đơn hàng giao ngày "
    "tuần giờ vẫn chưa rất mình bạn shop ơi",
    "tl": "ang ng mga sa na ko mo ako ikaw kayo hindi wala meron po opo salamat bakit kailan paano saan ito yan "
    "yung kasi pero naman lang pa din rin talaga ba niyo namin",
}
"""Words by language. Some belong to several: only what is clearly ahead counts."""

LETTERS = {
    "de": "äöüß",
    "fr": "àâçèêëîïôœùû",
    "es": "ñ¿¡",
    "pt": "ãõç",
    "tr": "ğışç",
    "pl": "ąęłńśźżć",
    "sv": "åäö",
    "da": "æøå",
    "fi": "äö",
    "cs": "ěščřžýůď",
    "ro": "ăâîșț",
    "vi": "ăâđêôơưạảấầẩậắằặẻẽềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}
