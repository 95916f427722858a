"""Generated directories of any size, the same for the same size: names and companies of many languages and scripts."""

from collections.abc import Iterator
from random import Random

from pbxdialer.core.contact import Contact, LabelledNumber


def _listed(text: str, separator: str = " ") -> tuple[str, ...]:
    return tuple(text.split(separator))


GIVEN = _listed(
    "Ștefan Ștefania Ana Ana-Maria Ioan Ion Ionuț Mihai Mihaela Andrei Andreea Elena Gheorghe Florin Cătălin Răzvan "
    "Jürgen Jörg Käthe Günther Björn Søren Øystein Åse François Zoë Noël Renée Łukasz Świętosława Małgorzata Wojciech "
    "György László Zsófia Ödön Jiří Václav Đorđe Željko Çağla Işık İbrahim Şule Siobhán Seán Nguyễn Thị José Íñigo "
    "Γιώργος Ελένη Αλέξανδρος Наталья Сергей Юлия Ольга დავით आरती गीता יוסף محمد 伟 小红 さくら 太郎 민준 서연"
)
FAMILY = _listed(
    "Ionescu Popescu Ștefănescu Țepeș Munteanu Dumitrașcu Bălan Stănescu Georgescu Constantinescu Vișan Müller Mueller "
    "Schäfer Groß Strauß Weiß Größl O'Brien O’Neill D'Angelo L'Hôpital Sørensen Ångström Łuczak Wałęsa Dąbrowski "
    "Kovács Nagy Szűcs Dvořák Nováková Đoković Yıldız Öztürk Ærøskøbing Œuvrard Smith-Jones van-der-Berg McDonald "
    "Παπαδόπουλος Иванов Щербакова ბერიძე शर्मा כהן العربي 王 李娜 山本 佐藤 김 박"
)
COMPANY = _listed(
    "Acme SRL|Electro 2000 S.A.|Studio 54|Grădina Verde|Müller & Söhne|Café Noël|Østfold Bygg|Łódź Trans|"
    "3M România|Dacia Service|Apă-Canal 2000|O'Reilly Media|Ελλάς Α.Ε.|ООО Ромашка|株式会社さくら|Ștefan și Fiii|||",
    "|",
)
SHAPES = (
    "07{a}{b}", "07{a} {b:.3} {c}", "+407{a}{b}", "+40 7{a} {b:.3} {c}", "00407{a}{b}", "021 {b:.3} {c}", "0264-{b}",
    "+49 30 {b}{c}", "+44 20 7946 0{c}", "+33 1 {b} {c:.2}", "1{c}", "+1 (555) {c}-{b:.4}", "0722.{b}/int", "*4{a}",
)  # fmt: skip


def contacts(size: int, seed: int = 5) -> Iterator[Contact]:
    """Yield `size` contacts; common names are far more common than rare ones, as in life."""
    chance = Random(seed)
    for number in range(size):
        given, family = _common(chance, GIVEN), _common(chance, FAMILY)
        if size > 5_000:
            family += chance.choice(("", "", "escu", "eanu", "ov", "sen", "ová")) if chance.random() < 0.5 else ""
            given += chance.choice(("", "", "", " B.", " Maria", "-Paul", f" {_invented(chance)}"))
        name = chance.choice((f"{given} {family}", f"{family} {given}", f"{family}, {given}"))
        numbers = tuple(
            LabelledNumber(chance.choice(("mobile", "office", "")), _number(chance))
            for _ in range(chance.choice((1, 1, 2, 3)))
        )
        yield Contact(
            name if chance.random() < 0.97 else "",
            _common(chance, COMPANY),
            f"c{number}@example.com",
            numbers,
            favourite=chance.random() < 0.01,
            id=number + 1,
        )


def _common(chance: Random, choices: tuple[str, ...]) -> str:
    return choices[int(len(choices) * chance.random() ** 2)]


def _invented(chance: Random) -> str:
    return "".join(
        chance.choice(("ba", "ri", "no", "ta", "lu", "șe", "mi", "dor", "an", "gö"))
        for _ in range(chance.randint(2, 4))
    ).title()


def _number(chance: Random) -> str:
    return chance.choice(SHAPES).format(
        a=f"{chance.randrange(20, 80)}", b=f"{chance.randrange(10**6):06}", c=f"{chance.randrange(1000):03}"
    )
