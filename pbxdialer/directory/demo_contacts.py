"""Two hundred invented people for the demo. Nobody here exists; the numbers are made up by counting."""

from pbxdialer.core.contact import Contact, LabelledNumber

HOW_MANY = 200
_FIRST = (
    *("Ștefan", "Ana", "Mihai", "Ioana", "Andrei", "Elena", "Radu", "Țița", "Bogdan", "Mădălina", "Vlad", "Cătălina"),
    *("Sorin", "Anca", "Florin", "Raluca", "Ilinca", "Octavian", "Crăița", "Nicolae", "Gabriela", "Dănuț", "Sânziana"),
)
_LAST = (
    *("Ionescu", "Popescu", "Marin", "Dumitru", "Șerban", "Țurcanu", "Munteanu", "Stănescu", "Gheorghiu", "Lăzărescu"),
    *("Bălan", "Constantinescu", "Diaconu", "Enăchescu", "Florea", "Grigorescu", "Hațegan", "Iordache", "Manolescu"),
)
_ABROAD = (
    ("Jürgen Müller", "Nordlicht Energie GmbH", "+49 30 9018{:03d}{}", "office"),
    ("Käthe Großmann", "Weißbach & Söhne", "+49 (0)89 2155{:03d}{}", "office"),
    ("Zoé Lefèvre", "Atelier Beauséjour", "+33 1 53 67 {:02d} {}0", "bureau"),
    ("Łukasz Żółkiewski", "Bałtyk Logistyka", "+48 22 505 {:02d} {}0", "biuro"),
    ("Erzsébet Kovács", "Duna Kertészet Kft.", "+36 1 438 {:03d}{}", "iroda"),
    ("Oliver Hartley", "Hartley Marine Ltd", "+44 20 7946 0{:02d}{}", "office"),
    ("Günther Schäfer", "Alpenblick Touristik", "+49 40 3008{:03d}{}", "office"),
    ("François Noël", "Comptoir du Midi", "+33 4 91 13 {:02d} {}0", "bureau"),
    ("Małgorzata Wiśniewska", "Wisła Meble", "+48 12 345 {:02d} {}0", "biuro"),
    ("Gyöngyi Szűcs", "Tisza Optika Bt.", "+36 72 51{:02d}{}0", "iroda"),
    ("Siobhán O'Connor", "Harbour Lights Ltd", "+44 161 496 0{:02d}{}", "office"),
)
_COMPANIES = (
    *("Acme SRL", "Bitdesk", "Cafeneaua Veche", "Delta Construct SA", "Electro Mureș", "Farmacia Zorilor"),
    *("Grădina Verde", "Hidroplast", "Imobiliare Central", "Junior Toys", "Kilowatt Service", "Librăria Lumina"),
    *("Mobila Bihor", "Nordic Tâmplărie", "Optica Iris", "Panificația Doina", "Retro Auto"),
)
_MOBILE = (
    "07{:02d} {:03d} {:02d}{}",
    "+40 7{:02d} {:03d} {:02d}{}",
    "07{:02d}.{:03d}.{:02d}{}",
    "07{:02d}{:03d}{:02d}{}",
)
_OFFICE = ("021 31{} {:02d} {:02d}", "+40 264 4{} {:02d}{:02d}", "(0256) 4{}-{:02d}{:02d}")
_FAVOURITES = frozenset({0, 7, 19, 42, 64, 101})


def demo_contacts() -> tuple[Contact, ...]:
    """Return the same two hundred people each time; the last digits of their numbers vary from 0 to 9."""
    return tuple(_contact(place) for place in range(HOW_MANY))


def _contact(place: int) -> Contact:
    if place % 17 == 16:
        return _abroad(place)
    first, last = _FIRST[place % len(_FIRST)], _LAST[place * 7 // 3 % len(_LAST)]
    company = _COMPANIES[place * 5 % len(_COMPANIES)] if place % 4 else ""
    return Contact(
        name=f"{first} {last}",
        company=company,
        email=f"contact{place}@demo.example",
        numbers=_numbers(place),
        favourite=place in _FAVOURITES,
    )


def _numbers(place: int) -> tuple[LabelledNumber, ...]:
    digit = place % 10
    mobile = _MOBILE[place % len(_MOBILE)].format(20 + place % 40, 100 + place * 37 % 900, place * 13 % 100, digit)
    numbers = [LabelledNumber("mobile", mobile)]
    if place % 3 == 0:
        office = _OFFICE[place // 3 % len(_OFFICE)].format(place % 10, place * 11 % 100, place * 29 % 100)
        numbers.append(LabelledNumber("office", office))
    if place % 25 == 10:
        numbers.append(LabelledNumber("internal", f"{1000 + place}"))
    return tuple(numbers)


def _abroad(place: int) -> Contact:
    name, company, shape, label = _ABROAD[place // 17 % len(_ABROAD)]
    number = LabelledNumber(label, shape.format(place % 90 + 10, place % 10))
    return Contact(name=name, company=company, email=f"contact{place}@demo.example", numbers=(number,))
